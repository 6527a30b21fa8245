import type { Argv } from "yargs";
import type { Ended, Rested } from "../../core/contracts/session.ts";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit-codes.ts";
import type { Look } from "../fleet/candidates.ts";
import { invocation } from "../invocation.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent: string;
  readonly duty?: boolean;
  readonly item?: string;
  readonly "dry-run": boolean;
}

export const run: Command<Arguments> = {
  usage: "run <agent>",
  describe: "run one session of an agent now",
  examples: [
    ["$0 run trader", "its duty, if not done today; otherwise its next item"],
    ["$0 run trader --no-duty", "its next item, without its duty"],
    ["$0 run trader --dry-run", "what it would take, and why not the others"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", demandOption: true, describe: "the name of its file, without .md" })
      .option("item", { type: "string", describe: "only this item: its id, as in midwatch items" })
      .option("dry-run", { type: "boolean", default: false, describe: "show what it would take, and start nothing" })
      .option("duty", {
        type: "boolean",
        describe: "only its duty; --no-duty leaves it out",
      }) as Argv<Arguments>,
  async run(args) {
    const [{ openFleet }, { findCandidates, tellLook }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../fleet/candidates.ts"),
    ]);
    using fleet = await openFleet(args);
    const asked = {
      rule: "manual",
      ...(args.duty !== undefined && { duty: args.duty }),
      ...(args.item !== undefined && { only: args.item }),
    };
    const agent = fleet.agents.get(args.agent);
    if (args.item !== undefined || args["dry-run"]) {
      const seen = await findCandidates(fleet, agent, asked);
      requireItem(seen, args.item);
      if (args["dry-run"]) {
        tellLook([seen], args);
        return EXIT.ok;
      }
    }
    const result = await fleet.watch.run(agent, asked, fleet.signal);
    printSession(result, args);
    // A session was asked for, and there was none: whoever asked is told so by the exit code, too.
    return "outcome" in result ? exitCodeOf(result) : EXIT.busy;
  },
};

/** A misspelt id is a mistake of whoever asked, not a session that found nothing to do. */
function requireItem({ agent, ranked }: Look, only: string | undefined): void {
  if (only === undefined || ranked.some(({ item: { id } }) => id === only)) return;
  throw new MidwatchError(`${agent.name} has no item "${only}" on offer; "midwatch items" lists them, by their ids`);
}

/** Prints what came of it, for the person who asked. The narrator has told the rest. */
export function printSession(result: Ended | Rested, { json }: CommonArguments): void {
  if (json) sayJson(sessionJson(result));
  else if ("outcome" in result) say(`\n${invocation()} why ${result.id.slice(-8)} says why`);
  else say(result.reason);
}

function sessionJson(result: Ended | Rested) {
  if (!("outcome" in result)) return result;
  const { id, agent, item, outcome, publication, startedAt } = result;
  const chosen = item && { source: item.source, id: item.id, title: item.title, tier: item.tier };
  return { session: id, agent: agent.name, startedAt, item: chosen, outcome, publication };
}
