import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";

const OUTBOX_ACTIONS = ["list", "retry", "drop", "test"] as const;

/** What `midwatch outbox` is asked. */
export interface OutboxArguments extends CommonArguments {
  readonly action: (typeof OUTBOX_ACTIONS)[number];
  readonly what?: string;
  readonly all: boolean;
  readonly reason?: string;
  readonly to?: string;
}

export const outbox: Command<OutboxArguments> = {
  usage: "outbox [action] [what]",
  describe: "answers and reports on their way: list them, send them again, drop them, try a channel",
  examples: [
    ["$0 outbox", "what has not arrived yet, and why"],
    ["$0 outbox retry 4f1c2a3b", "send it now: a letter's id, or part of it; or a channel, for all of its"],
    ['$0 outbox drop 4f1c2a3b --reason "answered by hand"', "never send it"],
    ["$0 outbox test team", "send a word by a channel, and say what came of it"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: OUTBOX_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a letter's id, or part of it; or a channel" })
      .option("all", {
        type: "boolean",
        default: false,
        describe: "for list: the latest 200, whatever has become of them",
      })
      .option("reason", { type: "string", describe: "for drop: why" })
      .option("to", { type: "string", describe: "for test: where in the channel, e.g. owner/repo#12" })
      .requiresArg(["reason", "to"]) as unknown as Argv<OutboxArguments>,
  async run(args) {
    const desk = await import("./desk.ts");
    return args.action === "list" ? desk.listLetters(args) : desk[args.action](args);
  },
};
