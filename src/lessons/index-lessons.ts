import { isUnread, type Lesson, type Unread } from "./lesson.ts";
import { manifestSkills } from "./manifest.ts";
import { parseLesson } from "./parse.ts";

/** A folder of lessons as it was read: texts by path, each path beginning with the folder's own. */
export interface LessonFolder {
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Contents of folders of lessons: those in force or set aside, and those that could not be read. */
export interface LessonIndex {
  readonly lessons: readonly Lesson[];
  /** Of another status than "active": retired, retracted, in quarantine. */
  readonly inactive: readonly Lesson[];
  readonly unread: readonly Unread[];
}

/**
 * Folders in which gptme looks in a workspace, the first one first; after the user's own, which are no business of a
 * fleet's.
 */
export const LESSON_FOLDERS = ["lessons", ".gptme/lessons", "skills", ".gptme/skills", ".cursor"] as const;

/** Files that gptme does not take for lessons although they stand where lessons do. */
export function isLessonFile(path: string, folder: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const below = relativeTo(folder, path).split("/").slice(0, -1);
  if (!/\.mdc?$/.test(path) || path.includes("worktree/") || path.includes("/.git/")) return false;
  return (
    !["readme.md", "todo.md"].includes(name) &&
    !name.includes("template") &&
    !below.some((part) => part.startsWith("."))
  );
}

/** Of folders in the order of their precedence: a path or a skill that an earlier one has is not taken from a later one. */
export function indexLessons(folders: readonly LessonFolder[]): LessonIndex {
  const seen = { paths: new Set<string>(), skills: new Set<string>() };
  const found = folders.flatMap(({ folder, files }) => [...lessonsIn({ folder, files }, seen)]);
  const lessons = found.filter((one): one is Lesson => !isUnread(one));
  return {
    lessons: lessons.filter(({ status }) => status === "active"),
    inactive: lessons.filter(({ status }) => status !== "active"),
    unread: found.filter(isUnread),
  };
}

interface Seen {
  readonly paths: Set<string>;
  readonly skills: Set<string>;
}

function* lessonsIn({ folder, files }: LessonFolder, { paths, skills }: Seen): Generator<Lesson | Unread> {
  const manifest = manifestSkills(folder, files);
  for (const skill of manifest.values()) if (isNew(folder, skill, { paths, skills })) yield skill;
  for (const path of [...files.keys()].toSorted(byKind)) {
    const relative = relativeTo(folder, path);
    if (manifest.has(path) || !isLessonFile(path, folder) || paths.has(relative)) continue;
    paths.add(relative);
    const text = files.get(path) ?? "";
    const parsed = nameLesson(parseLesson(path, text), text);
    const skill = isUnread(parsed) ? undefined : skillName(parsed);
    if (skill !== undefined && skills.has(skill)) continue;
    if (skill !== undefined && !isUnread(parsed) && parsed.status === "active") skills.add(skill);
    yield parsed;
  }
}

/** gptme takes a skill that has settings and no name for one whose settings could not be read. */
function nameLesson(parsed: Lesson | Unread, text: string): Lesson | Unread {
  const isNameless = !isUnread(parsed) && !parsed.name && SKILL.test(parsed.path) && text.startsWith("---");
  return isNameless ? { path: parsed.path, unread: "a skill needs a name" } : parsed;
}

const SKILL = /\/SKILL\.MD$/i;

function isNew(folder: string, skill: Lesson, { paths, skills }: Seen): boolean {
  const relative = relativeTo(folder, skill.path);
  const name = (skill.name ?? skill.category).toLowerCase();
  if (paths.has(relative) || skills.has(name)) return false;
  paths.add(relative);
  if (skill.status === "active") skills.add(name);
  return true;
}

/** A skill is known by its name: the file is always called SKILL.md. */
function skillName({ path, name, category }: Lesson): string | undefined {
  return SKILL.test(path) ? (name ?? category).toLowerCase() : undefined;
}

const relativeTo = (folder: string, path: string) => (folder === "." ? path : path.slice(folder.length + 1));

/** Lessons before Cursor's rules, as gptme has it; then what lies deeper later, where gptme leaves it to the disk. */
const byKind = (a: string, b: string) => kindOf(a) - kindOf(b) || depthOf(a) - depthOf(b) || (a < b ? -1 : 1);
const kindOf = (path: string) => Number(path.endsWith(".mdc"));
const depthOf = (path: string) => path.split("/").length;
