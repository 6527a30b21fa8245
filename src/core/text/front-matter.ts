import { parseDocument } from "yaml";

/** YAML is cheap to write and can be expensive to read. */
const MAX_FRONT_MATTER_BYTES = 16 * 1024;
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?<settings>[\s\S]*?)\r?\n?---[ \t]*(?:\r?\n|$)/;

/** A file of the workspace that people and agents edit: settings on top, where there are any, and text. */
export interface Marked {
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
  /** Reason why its settings cannot be read. */
  readonly broken?: string;
}

/** Reads it tolerantly: every value is a text, and what cannot be read is said, not thrown. */
export function readMarked(text: string): Marked {
  const found = FRONT_MATTER.exec(text);
  if (!found) return { fields: {}, body: text.trim() };
  const body = text.slice(found[0].length).trim();
  const settings = found.groups?.settings ?? "";
  if (Buffer.byteLength(settings) > MAX_FRONT_MATTER_BYTES)
    return { fields: {}, body, broken: "its settings are too large" };
  return { body, ...readFields(settings) };
}

function readFields(settings: string): Pick<Marked, "fields" | "broken"> {
  try {
    const document = parseDocument(settings, { uniqueKeys: false, schema: "failsafe", logLevel: "silent" });
    const [error] = document.errors;
    if (error) return { fields: {}, broken: `its settings are no YAML: ${error.message.split("\n")[0] ?? ""}` };
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    const map = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    return { fields: Object.fromEntries(map.filter((pair): pair is [string, string] => typeof pair[1] === "string")) };
  } catch (thrown) {
    return { fields: {}, broken: `its settings cannot be read: ${String(thrown).slice(0, 120)}` };
  }
}

/** The first heading of a text; undefined when it has none. */
export const headingOf = (body: string): string | undefined =>
  /^#{1,3} +(?<title>\S.*)$/m.exec(body)?.groups?.title?.trim().slice(0, 200);

/** "threads/slow-parser.md" → "slow-parser". */
export const markdownName = (path: string): string => path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");

/** The first of a text's words, in one line, without its headings. */
export function gistOf(body: string, longest: number): string {
  const words = body
    .slice(0, longest * 20)
    .replaceAll(/^#.*$/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return words.length > longest ? `${words.slice(0, longest)}…`.toWellFormed() : words;
}

/** A day, or a moment, as a person writes it; undefined for anything else. */
export function momentIn(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text.trim().replace(" ", "T"));
  return Number.isNaN(at) ? undefined : at;
}
