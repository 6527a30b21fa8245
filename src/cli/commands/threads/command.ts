import type { Argv } from "yargs";
import { THREAD_KINDS, type ThreadKind } from "../../../core/contracts/threads.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const THREAD_ACTIONS = ["list", "show", "new", "close"] as const;

/** Arguments of `midwatch threads`. */
export interface ThreadArguments extends CommonArguments {
  readonly action: (typeof THREAD_ACTIONS)[number];
  readonly what?: string;
  readonly workspace?: string;
  readonly kind: ThreadKind;
  readonly note?: string;
  readonly all: boolean;
}

export const threads: Command<ThreadArguments> = {
  usage: "threads [action] [what]",
  describe: "list open threads; show, open or close one",
  details: "A thread is an open question: to discuss with you, for sessions alone, or an experiment.",
  examples: [
    ["$0 threads", "open threads of every workspace"],
    ["$0 threads list trader", "of an agent's workspace, or of a workspace"],
    ["$0 threads show slow-parser", "by its file's name, or a part of its title"],
    ['$0 threads new "Why is the parser slow?" --kind solo', "for sessions alone"],
    ['$0 threads close slow-parser --note "it was the disk"', "close it, with the answer"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: THREAD_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "an agent or a workspace; a thread; a title for new" })
      .option("workspace", { type: "string", describe: "the workspace; may be left out when there is one" })
      .option("kind", {
        choices: THREAD_KINDS,
        default: "discuss" as const,
        describe: "for new: discuss with you, solo for sessions, or experiment",
      })
      .option("note", { type: "string", describe: "for new and close: a text" })
      .option("all", { type: "boolean", default: false, describe: "for list: also closed threads" })
      .requiresArg(["workspace", "kind", "note"]) as unknown as Argv<ThreadArguments>,
  async run(args) {
    const [{ openFleet }, { ThreadDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    using fleet = await openFleet({ ...args, json: true });
    await new ThreadDesk(fleet, args)[args.action]();
    return EXIT.ok;
  },
};
