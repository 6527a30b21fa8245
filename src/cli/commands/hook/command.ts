import type { Argv } from "yargs";
import { messageOf } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { type ConnectedProgram, PROGRAMS } from "../../connection/programs.ts";
import { EXIT } from "../../exit-codes.ts";
import { complain, say } from "../../views/print.ts";

const MOMENTS = ["start", "stop", "end", "exchange"] as const;

/** Arguments of `midwatch hook`. */
export interface HookArguments extends CommonArguments {
  readonly moment: (typeof MOMENTS)[number];
  readonly connection?: string;
  readonly of: ConnectedProgram;
}

export const hook: Command<HookArguments> = {
  usage: "hook <moment>",
  describe: "see to a conversation's start or end; connect sets it up",
  details: "Never holds a conversation up: whatever is wrong, it ends with 0, and the next brief says what.",
  examples: [
    ["$0 hook start", "print the brief of the fleet that this machine is connected to"],
    ["$0 hook exchange", "hand over what waits, and bring a fresh brief"],
  ],
  options: (yargs) =>
    yargs
      .positional("moment", { choices: MOMENTS, demandOption: true, describe: "of the conversation" })
      .option("connection", { type: "string", describe: "its name; may be left out when there is one" })
      .option("of", { choices: PROGRAMS, default: "claude-code" as const, describe: "the program that calls it" })
      .requiresArg(["connection", "of"]) as unknown as Argv<HookArguments>,
  async run(args) {
    try {
      const { atMoment } = await import("./moments.ts");
      await atMoment(args);
    } catch (thrown) {
      // For the model where it listens, for a person where not: the conversation goes on.
      const line = `midwatch: the ${args.moment} of this conversation could not be seen to: ${messageOf(thrown)}`;
      if (args.moment === "start") say(line);
      else complain(line);
    }
    return EXIT.ok;
  },
};
