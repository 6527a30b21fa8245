import { parseJson } from "../core/text/json.ts";
import { isUnread, type Lesson } from "./lesson.ts";
import { parseLesson } from "./parse.ts";

type ManifestEntry = Readonly<Record<string, unknown>>;

/** The skills that a folder's index.json lists, by path: what it says of them goes before what their files say. */
export function manifestSkills(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, Lesson> {
  const prefix = folder === "." ? "" : `${folder}/`;
  const skills = entriesOf(files.get(`${prefix}index.json`)).flatMap((entry) => skillOf(entry, prefix, files));
  return new Map(skills.map((skill) => [skill.path, skill]));
}

function entriesOf(text: string | undefined): readonly ManifestEntry[] {
  try {
    const manifest: unknown = text === undefined ? {} : parseJson(text);
    if (typeof manifest !== "object" || manifest === null || !("skills" in manifest)) return [];
    const { skills } = manifest;
    return Array.isArray(skills)
      ? skills.filter((one): one is ManifestEntry => typeof one === "object" && one !== null)
      : [];
  } catch {
    return [];
  }
}

function skillOf(
  { name, path, keywords, status }: ManifestEntry,
  prefix: string,
  files: ReadonlyMap<string, string>,
): Lesson[] {
  if (typeof name !== "string" || typeof path !== "string" || name.trim() === "" || path.trim() === "") return [];
  const whole = `${prefix}${path.replace(/^\.\//, "").replace(/\/$/, "")}`;
  const file = whole.toLowerCase().endsWith("/skill.md") ? whole : `${whole}/SKILL.md`;
  const text = files.get(file);
  const isHidden = file
    .slice(prefix.length)
    .split("/")
    .slice(0, -1)
    .some((part) => part.startsWith("."));
  if (text === undefined || isHidden) return [];
  const parsed = parseLesson(file, text);
  if (isUnread(parsed)) return [];
  const state = typeof status === "string" ? status : "active";
  const called = { name: name.trim(), keywords: keywordsOf(keywords), patterns: [], tools: [], status: state };
  return [{ ...parsed, ...called }];
}

function keywordsOf(keywords: unknown): string[] {
  const listed: unknown[] = typeof keywords === "string" ? [keywords] : Array.isArray(keywords) ? keywords : [];
  return listed.filter((word): word is string => typeof word === "string" && word.trim() !== "");
}
