import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";

const OUTBOX_ACTIONS = ["list", "retry", "drop", "test"] as const;

/** Arguments of `midwatch outbox`. */
export interface OutboxArguments extends CommonArguments {
  readonly action: (typeof OUTBOX_ACTIONS)[number];
  readonly what?: string;
  readonly all: boolean;
  readonly reason?: string;
  readonly to?: string;
}

export const outbox: Command<OutboxArguments> = {
  usage: "outbox [action] [what]",
  describe: "list letters not yet delivered; retry, drop or test",
  details: "Letters are answers and reports on their way to a channel.",
  examples: [
    ["$0 outbox", "letters not yet delivered, and why"],
    ["$0 outbox retry 4f1c2a3b", "send it now; a channel's name sends all of its letters"],
    ['$0 outbox drop 4f1c2a3b --reason "answered by hand"', "never send it"],
    ["$0 outbox test team", "send a test message, and show the result"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: OUTBOX_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a letter's id, or part of it; or a channel" })
      .option("all", {
        type: "boolean",
        default: false,
        describe: "for list: all letters, delivered ones too",
      })
      .option("reason", { type: "string", describe: "for drop: the reason" })
      .option("to", { type: "string", describe: "for test: the address in the channel, e.g. owner/repo#12" })
      .requiresArg(["reason", "to"]) as unknown as Argv<OutboxArguments>,
  async run(args) {
    const desk = await import("./desk.ts");
    return args.action === "list" ? desk.listLetters(args) : desk[args.action](args);
  },
};
