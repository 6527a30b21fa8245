import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const MEMORY_ACTIONS = ["stats", "list", "search", "show", "graph", "fade", "promote", "rebuild", "import"] as const;

/** Arguments of `midwatch memory`. */
export interface MemoryArguments extends CommonArguments {
  readonly action: (typeof MEMORY_ACTIONS)[number];
  readonly what?: string;
  readonly agent?: string;
  readonly reason?: string;
}

export const memory: Command<MemoryArguments> = {
  usage: "memory [action] [what]",
  describe: "search what agents remember; approve or forget it",
  details: "Also shows what a memory is tied to, imports conversations and rebuilds the index.",
  examples: [
    ["$0 memory", "how much each agent remembers, and what waits for you"],
    ['$0 memory search "pushes fail" --agent trader', "what an item with these words would recall, and why"],
    ["$0 memory show 1a2b3c4d-1", "one memory: its source, and the evidence for and against"],
    ["$0 memory graph 1a2b3c4d-1", "what it is tied to, two steps away; also for a subject"],
    ['$0 memory fade 1a2b3c4d-1 --reason "mended in May"', "forget it; the reason is kept"],
    ["$0 memory promote 1a2b3c4d-1", "approve it: sessions may recall it"],
    ["$0 memory rebuild", "rebuild the index from the record, with its vectors"],
    ["$0 memory import ~/.claude/projects --agent trader", "import what your own sessions noticed"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: MEMORY_ACTIONS, default: "stats" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a text; a memory's id or the end of it; a file or a folder" })
      .option("agent", { type: "string", describe: "the agent; may be left out when there is one" })
      .option("reason", { type: "string", describe: "for fade: the reason" })
      .requiresArg(["agent", "reason"]) as unknown as Argv<MemoryArguments>,
  async run(args) {
    const [{ openFleet }, { MemoryDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    using fleet = await openFleet({ ...args, json: true });
    const desk = new MemoryDesk(fleet, args);
    await desk[args.action]();
    return desk.couldNot ? EXIT.failed : EXIT.ok;
  },
};
