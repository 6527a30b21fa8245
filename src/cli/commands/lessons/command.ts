import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

const LESSON_ACTIONS = ["list", "match", "effect", "promote", "retract", "retire", "import"] as const;

/** Arguments of `midwatch lessons`. */
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
  describe: "list lessons; match, approve, retract or import them",
  details: "Also shows what effect each lesson has on how sessions end.",
  examples: [
    ["$0 lessons", "all lessons: who learned each, who reads it"],
    ['$0 lessons match "the tests hang"', "lessons that match a text or a file, and why"],
    ["$0 lessons effect", "how sessions ended with each lesson, and without"],
    ["$0 lessons promote lessons/learned/x.md", "approve it: every agent may read it"],
    ['$0 lessons retract lessons/x.md --reason "it is wrong"', "no brief contains it from now on"],
    ["$0 lessons retire --dry-run", "lessons that harm; without --dry-run they are set aside"],
    ["$0 lessons import bandit-state.json", "import what gptme has measured of lessons"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: LESSON_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "a text or a file; a lesson's path or id; a file to import" })
      .option("workspace", { type: "string", describe: "the workspace; may be left out when there is one" })
      .option("tool", { type: "array", string: true, describe: "for match: tools that the session used" })
      .option("reason", { type: "string", describe: "for retract, and for retire with a lesson: the reason" })
      .option("dry-run", { type: "boolean", describe: "for retire: show which, and change nothing" })
      .requiresArg(["workspace", "tool", "reason"]) as unknown as Argv<LessonArguments>,
  async run(args) {
    const [{ openFleet }, { LessonDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    using fleet = await openFleet({ ...args, json: true });
    const desk = await LessonDesk.open(fleet, args);
    await desk[args.action]();
    return EXIT.ok;
  },
};
