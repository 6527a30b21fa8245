import { existsSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import type { LeftLessons } from "../../core/contracts/backend.ts";
import type { Row } from "./rows.ts";

/** In characters: the kernel's limit for one variable is 131,071 bytes. */
const LONGEST_LIST = 60_000;
const MOST_LESSONS = 200;

/** Variables by which gptme matches lessons by itself, and leaves out those that the agent may not read. */
export function lessonVariables(clone: string, left: LeftLessons | undefined): Record<string, string> {
  if (!left || whyOff(clone, left) !== undefined) return { GPTME_LESSONS_AUTO_INCLUDE: "false" };
  const folders = left.folders.map((folder) => join(clone, folder)).filter((folder) => existsSync(folder));
  return {
    GPTME_LESSONS_AUTO_INCLUDE: "true",
    // Set in any case, so that no setting of the workspace stands in its place.
    GPTME_LESSONS_HOLDOUT: left.withheld.map((path) => join(clone, path)).join(",") || "-",
    ...(folders.length > 0 && { GPTME_LESSONS_EXTRA_DIRS: folders.join(":") }),
  };
}

/** Reason why gptme gives no lessons although they were left to it: there is no way to tell it which it must not. */
export function whyOff(clone: string, { withheld }: LeftLessons): string | undefined {
  const odd = withheld.find((path) => path.includes(","));
  if (odd !== undefined)
    return `gptme's lessons are off for this session: it cannot be told to leave out ${odd}, whose name has a comma in it`;
  const length = withheld.reduce((sum, path) => sum + clone.length + path.length + 2, 0);
  return length > LONGEST_LIST
    ? `gptme's lessons are off for this session: ${withheld.length} that it must leave out are more than it can be told`
    : undefined;
}

const HEADING = "# Relevant Lessons\n";
const GIVEN = /^## [^\n]*\n\n\*Path: (?<path>[^\n]+)\*\n\n\*Category: [^\n]*\*\n\n\*Matched by: /gm;

/** Files of the lessons that gptme has given in a conversation, relative to the clone, each once. */
export function lessonsIn(rows: readonly Row[], clone: string): readonly string[] {
  const roots = [clone, realOf(clone)];
  const texts = rows.filter(({ role, content }) => role === "system" && content.startsWith(HEADING));
  const paths = texts.flatMap(({ content }) => [...content.matchAll(GIVEN)].map(({ groups }) => groups?.path ?? ""));
  const inside = paths.flatMap((path) => {
    const root = roots.find((one) => path.startsWith(`${one}/`));
    return root === undefined ? [] : [relative(root, path)];
  });
  return [...new Set(inside)].slice(0, MOST_LESSONS);
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
