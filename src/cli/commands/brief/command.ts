import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

/** Arguments of `midwatch brief`. */
export interface BriefArguments extends CommonArguments {
  readonly agent: string;
  readonly interactive: boolean;
  readonly item?: string;
}

export const brief: Command<BriefArguments> = {
  usage: "brief <agent>",
  describe: "print the brief that an agent's next session starts from",
  details: "Each section with its size. Nothing is started.",
  examples: [
    ["$0 brief trader", "as its next session would get it"],
    ["$0 brief trader --item fix-the-feed", "as it would be for that item"],
    ["$0 brief trader --interactive", "to start a conversation: what to discuss, in 10,000 characters"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", demandOption: true, describe: "whose" })
      .option("interactive", { type: "boolean", default: false, describe: "for a session with you in it" })
      .option("item", { type: "string", describe: "an item's id, or a part of its title" })
      .requiresArg("item") as Argv<BriefArguments>,
  async run(args) {
    const [{ openToLook }, { preview, tellBrief }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./preview.ts"),
    ]);
    if (args.interactive && args.item !== undefined)
      throw new MidwatchError("--interactive and --item cannot be used together: leave one out");
    using fleet = await openToLook(args);
    tellBrief(await preview(fleet, args), args);
    return EXIT.ok;
  },
};
