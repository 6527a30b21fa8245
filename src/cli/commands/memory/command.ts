import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const MEMORY_ACTIONS = ["stats", "list", "search", "show", "graph", "fade", "promote", "rebuild", "import"] as const;

/** What `midwatch memory` is asked. */
export interface MemoryArguments extends CommonArguments {
  readonly action: (typeof MEMORY_ACTIONS)[number];
  readonly what?: string;
  readonly agent?: string;
  readonly reason?: string;
}

export const memory: Command<MemoryArguments> = {
  usage: "memory [action] [what]",
  describe:
    "what agents have noticed: search it, show what is tied to it, forget or approve memories, rebuild the index",
  examples: [
    ["$0 memory", "how much each agent remembers, how it is found, and what waits for you"],
    ['$0 memory search "pushes fail" --agent trader', "what an item of these words would bring to mind, and why"],
    ["$0 memory show 1a2b3c4d-1", "one memory: where it comes from, what speaks for and against it"],
    ["$0 memory graph 1a2b3c4d-1", "what it is tied to, two steps far; or what a subject is"],
    ['$0 memory fade 1a2b3c4d-1 --reason "mended in May"', "hold it true no longer; the reason is kept"],
    ["$0 memory promote 1a2b3c4d-1", "let it be recalled: a person has looked at it"],
    ["$0 memory rebuild", "make the index anew from the record, with all of its vectors"],
    ["$0 memory import ~/.claude/projects --agent trader", "take over what your own sessions noticed"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: MEMORY_ACTIONS, default: "stats" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a text, a memory's id or the end of it, a file or a folder" })
      .option("agent", { type: "string", describe: "whose; may be left out when there is one" })
      .option("reason", { type: "string", describe: "for fade: why" })
      .requiresArg(["agent", "reason"]) as unknown as Argv<MemoryArguments>,
  async run(args) {
    const [{ openFleet }, { MemoryDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    const fleet = await openFleet({ ...args, json: true });
    try {
      const desk = new MemoryDesk(fleet, args);
      await desk[args.action]();
      return desk.couldNot ? EXIT.failed : EXIT.ok;
    } finally {
      fleet.close();
    }
  },
};
