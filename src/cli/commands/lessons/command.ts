import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const LESSON_ACTIONS = ["list", "match", "effect", "promote", "retract", "retire", "import"] as const;

/** What `midwatch lessons` is asked. */
export interface LessonArguments extends CommonArguments {
  readonly action: (typeof LESSON_ACTIONS)[number];
  readonly what?: string;
  readonly workspace?: string;
  readonly tool?: readonly string[];
  readonly reason?: string;
  readonly dryRun?: boolean;
}

export const lessons: Command<LessonArguments> = {
  usage: "lessons [action] [what]",
  describe: "what agents have learned: list lessons, test matches, show their effect, approve or retract",
  examples: [
    ["$0 lessons", "all of them: who learned each, who reads it, keywords that match too much"],
    ['$0 lessons match "the tests hang"', "which match a text, or a file's text, and why"],
    ["$0 lessons effect", "how sessions ended with each lesson in their brief, and without"],
    ["$0 lessons promote lessons/learned/x.md", "let everybody read it: a person has looked at it"],
    ['$0 lessons retract lessons/x.md --reason "it is wrong"', "take it out of every next brief"],
    ["$0 lessons retire --dry-run", "those with which sessions end less well; without --dry-run, set them aside"],
    ["$0 lessons import bandit-state.json", "count what gptme has measured of them before"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: LESSON_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a text or a file; a lesson's path or id; a state file" })
      .option("workspace", { type: "string", describe: "whose lessons; may be left out when there is one" })
      .option("tool", { type: "array", string: true, describe: "for match: tools that were used" })
      .option("reason", { type: "string", describe: "for retract, and for retire with a lesson: why" })
      .option("dry-run", { type: "boolean", describe: "for retire: only say which" })
      .requiresArg(["workspace", "tool", "reason"]) as unknown as Argv<LessonArguments>,
  async run(args) {
    const [{ openFleet }, { LessonDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    const fleet = await openFleet({ ...args, json: true });
    try {
      const desk = await LessonDesk.open(fleet, args);
      await desk[args.action]();
      return EXIT.ok;
    } finally {
      fleet.close();
    }
  },
};
