import type { Finding } from "../core/contracts/review.ts";
import { shellWord } from "../core/text/shell-word.ts";
import { shortList } from "../core/text/short-list.ts";
import { broadKeywords } from "../lessons/breadth.ts";
import { indexLessons, isLessonFile, LESSON_FOLDERS, type LessonFolder } from "../lessons/index-lessons.ts";
import type { Lesson, Unread } from "../lessons/lesson.ts";
import { compilePattern } from "../lessons/pattern.ts";
import type { Workspace } from "./survey.ts";

const MAX_SHORT_WORD_CHARS = 2;
/** Files of a kind that keywords are counted over: the newest. */
const MAX_PAST = 200;

/** Findings in the lessons of a workspace. */
export function lessonFindings(workspace: Workspace): readonly Finding[] {
  const { lessons, unread } = indexLessons(LESSON_FOLDERS.map((folder) => folderIn(workspace, folder)));
  return [
    ...unreadable(workspace, unread),
    ...lifeless(workspace, lessons),
    ...neverMatching(workspace, lessons),
    ...tooBroad(workspace, lessons),
  ];
}

function folderIn(workspace: Workspace, folder: string): LessonFolder {
  const paths = [...workspace.tracked, ...workspace.untracked].filter(
    // A link into a submodule that is not there says so with the submodule.
    (path) => path.startsWith(`${folder}/`) && isLessonFile(path, folder) && workspace.has(path),
  );
  return { folder, files: new Map(paths.map((path) => [path, workspace.read(path)])) };
}

function unreadable({ folder }: Workspace, unread: readonly Unread[]): Finding[] {
  if (unread.length === 0) return [];
  return [
    {
      kind: "lesson-unread",
      what: `lessons that cannot be read: ${shortList(unread.map(({ path, unread: why }) => `${path} (${why})`))}`,
      why: "no session ever gets them, and there is no warning",
      mend: `\${EDITOR:-vi} ${shellWord(`${folder}/${unread[0]?.path}`)}`,
    },
  ];
}

function lifeless({ folder }: Workspace, lessons: readonly Lesson[]): Finding[] {
  const mute = lessons.filter(
    ({ keywords, patterns, tools, name }) => !name && keywords.length + patterns.length + tools.length === 0,
  );
  if (mute.length === 0) return [];
  return [
    {
      kind: "lesson-without-keywords",
      what: `lessons that nothing ever matches: ${shortList(mute.map(({ path }) => path))}`,
      why: "they have no keywords, no patterns, no tools and no name",
      mend: `\${EDITOR:-vi} ${shellWord(`${folder}/${mute[0]?.path}`)}`,
    },
  ];
}

/** Words of lessons that match nothing, whatever is worked on: a lone star, and what is no regular expression. */
function neverMatching({ folder }: Workspace, lessons: readonly Lesson[]): Finding[] {
  const dead = lessons.flatMap(({ path, keywords, patterns }) => [
    ...keywords.filter((word) => word.trim() === "*").map((word) => `keyword "${word}" in ${path}`),
    ...patterns.filter((source) => compilePattern(source).isDead).map((source) => `pattern "${source}" in ${path}`),
  ]);
  const [first] = dead;
  if (first === undefined) return [];
  return [
    {
      kind: "lesson-never-matches",
      what: `words of lessons that never match: ${shortList(dead)}`,
      why: "their lessons are in force, and in no session",
      mend: `\${EDITOR:-vi} ${folder}/${/ in (?<path>\S+)$/.exec(first)?.groups?.path}`,
    },
  ];
}

/** Texts of one kind that a useful keyword matches few of, by what they are called. */
function pastOf(workspace: Workspace): Readonly<Record<string, readonly string[]>> {
  const texts = (folder: string) =>
    workspace.tracked
      .filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".md"))
      .slice(-MAX_PAST)
      .map((path) => workspace.read(path));
  return { commits: workspace.subjects, tasks: texts("tasks"), "journal entries": texts("journal") };
}

function tooBroad(workspace: Workspace, lessons: readonly Lesson[]): Finding[] {
  const { folder } = workspace;
  const short = lessons.flatMap(({ path, keywords }) => keywords.filter(isShort).map((word) => `"${word}" in ${path}`));
  const broad = Object.entries(pastOf(workspace)).flatMap(([kind, past]) =>
    broadKeywords(lessons, past).map(
      ({ path, keyword, matches, of }) => `"${keyword}" in ${path} (${matches} of ${of} ${kind})`,
    ),
  );
  const [first] = [...short, ...broad];
  if (first === undefined) return [];
  return [
    {
      kind: "lesson-too-broad",
      what: `keywords that match almost everything: ${shortList([...new Set([...broad, ...short])])}`,
      why: "their lessons stand in every session, where they are noise and cost tokens",
      mend: `\${EDITOR:-vi} ${shellWord(`${folder}/${/ in (?<path>\S+)/.exec(first)?.groups?.path}`)}`,
    },
  ];
}

const isShort = (word: string) => word.trim() !== "*" && word.replaceAll("*", "").trim().length <= MAX_SHORT_WORD_CHARS;
