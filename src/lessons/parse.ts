import { messageOf } from "../core/errors.ts";
import { cursorKeywords, globsOf, quotedGlobs } from "./cursor.ts";
import type { Lesson, Provenance, Unread } from "./lesson.ts";
import { strip } from "./python-text.ts";
import { NotText, readYaml } from "./python-yaml.ts";

/** In characters. gptme has no limit; a sibling that writes a book must not cost everybody theirs. */
const LONGEST_LESSON = 64 * 1024;
const LONGEST_SETTINGS = 16 * 1024;
const MOST_WORDS = 200;

type LessonSettings = Readonly<Record<string, unknown>>;

/** A lesson file as gptme's parser reads it; unread where that gives up, and where reading it would cost too much. */
export function parseLesson(path: string, text: string): Lesson | Unread {
  if (text.length > LONGEST_LESSON) return { path, unread: `it has more than ${LONGEST_LESSON} characters` };
  const content = text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const cut = content.startsWith("---") ? cutFrontMatter(content) : undefined;
  const body = cut ? strip(cut.rest) : content;
  const plain = { path, body, title: titleOf(body), category: path.split("/").at(-2) ?? "" };
  try {
    const settings = cut ? settingsIn(cut.settings) : undefined;
    return { ...plain, ...(settings ? facts(path, settings) : EMPTY_SETTINGS) };
  } catch (thrown) {
    return { path, unread: messageOf(thrown) };
  }
}

const NO_PROVENANCE: Provenance = { tags: [], probation: false, promoted: false };
const EMPTY_SETTINGS = { status: "active", keywords: [], patterns: [], tools: [], provenance: NO_PROVENANCE };

/** As gptme cuts it: by the first two `---`, wherever in the text they stand. */
function cutFrontMatter(content: string): { settings: string; rest: string } | undefined {
  const end = content.indexOf("---", 3);
  return end < 0 ? undefined : { settings: content.slice(3, end), rest: content.slice(end + 3) };
}

function settingsIn(text: string): LessonSettings | undefined {
  if (text.length > LONGEST_SETTINGS) throw new Error(`its front matter has more than ${LONGEST_SETTINGS} characters`);
  const value = readYaml(quotedGlobs(text));
  if (isEmpty(value)) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof NotText)
    throw new Error("its front matter is no map");
  return value as LessonSettings;
}

/** True for values that are false to Python. */
function isEmpty(value: unknown): boolean {
  if (value instanceof NotText) return ["False", "0", "0.0"].includes(value.shown);
  if (value === null || value === "" || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function facts(path: string, settings: LessonSettings) {
  const name = lessonName(settings.name);
  const common = { ...(name && { name }), provenance: provenanceOf(settings) };
  if (path.endsWith(".mdc") || "globs" in settings)
    return { ...EMPTY_SETTINGS, ...common, keywords: cursorKeywords(globsOf(settings.globs), settings.alwaysApply) };
  const match = "match" in settings ? settings.match : {};
  if (typeof match !== "object" || match === null || Array.isArray(match)) throw new Error("match is no map");
  const { keywords = [], patterns = [], tools = [] } = match as LessonSettings;
  const status = "status" in settings ? settings.status : "active";
  return {
    ...common,
    status: typeof status === "string" ? status : "none",
    keywords: wordsIn("match.keywords", keywords),
    patterns: wordsIn("match.patterns", patterns),
    tools: typeof tools === "string" || Array.isArray(tools) ? wordsIn("match.tools", tools) : [],
  };
}

/** A scalar's text, whatever YAML takes it for. */
function lessonName(value: unknown): string | undefined {
  if (value instanceof NotText) return value.shown;
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list; one text is a list of one, a map is its keys. */
function wordsIn(where: string, value: unknown): string[] {
  if (value === null || value instanceof NotText || (typeof value !== "object" && typeof value !== "string"))
    throw new Error(`${where} is no list`);
  const listed: unknown[] = typeof value === "string" ? [value] : Array.isArray(value) ? value : Object.keys(value);
  const words = listed.filter((word): word is string => typeof word === "string" && strip(word) !== "");
  if (words.length > MOST_WORDS) throw new Error(`${where} has more than ${MOST_WORDS} entries`);
  return words;
}

function provenanceOf({ midwatch }: LessonSettings): Provenance {
  if (typeof midwatch !== "object" || midwatch === null) return NO_PROVENANCE;
  const said = midwatch as LessonSettings;
  const text = (key: keyof Provenance) => (typeof said[key] === "string" ? { [key]: said[key] } : {});
  const isTrue = (value: unknown) => value instanceof NotText && value.shown === "True";
  const [probation, promoted] = [isTrue(said.probation), isTrue(said.promoted)];
  const tags = Array.isArray(said.tags) ? said.tags.filter((tag): tag is string => typeof tag === "string") : [];
  const known = (["id", "author", "session", "origin", "scope", "reason"] as const).map(text);
  return { ...Object.assign({}, ...known), tags, probation, promoted };
}

const titleOf = (body: string) => /^#[ \t]{1,8}(?<title>\S.*)$/m.exec(body)?.groups?.title?.trim() ?? "Untitled";
