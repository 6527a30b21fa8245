import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { findSession, takingSession } from "../../fleet/find-session.ts";
import type { PartName } from "./parts.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
  readonly diff: boolean;
  readonly prompt: boolean;
  readonly events: boolean;
}

export const show: Command<Arguments> = {
  usage: "show <session>",
  describe: "show a session: brief, prompt, events, changes, cost",
  details: "With --diff, --prompt or --events that one alone, or the reason why there is none.",
  examples: [
    ["$0 show 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"],
    ["$0 show 4f1c2a3b --diff > work.patch", "what it has changed, published or kept, as a patch"],
    ["$0 show 4f1c2a3b --json", "as one document"],
  ],
  options: (yargs) =>
    takingSession<Arguments>(yargs)
      .option("diff", { type: "boolean", default: false, describe: "only what it has changed" })
      .option("prompt", { type: "boolean", default: false, describe: "only what it was told" })
      .option("events", {
        type: "boolean",
        default: false,
        describe: "only what happened, line by line",
      }) as Argv<Arguments>,
  async run(args) {
    const part = partAsked(args);
    const [{ openToLook }, { sessionPart }, { tellPart, tellSession }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./parts.ts"),
      import("./telling.ts"),
    ]);
    using fleet = await openToLook(args);
    const session = await findSession(fleet.fleet.ledger.history, args.session);
    if (part !== undefined)
      return tellPart(await sessionPart(fleet, session, part), { part, session, json: args.json });
    await tellSession(fleet, session, args);
    return EXIT.ok;
  },
};

function partAsked({ diff, prompt, events }: Arguments): PartName | undefined {
  const asked = Object.entries({ diff, prompt, events }).filter(([, isAsked]) => isAsked);
  if (asked.length > 1) throw new MidwatchError("--diff, --prompt and --events: one of them at a time");
  return asked[0]?.[0] as PartName | undefined;
}
