import { parseDocument } from "yaml";

/** A task's file, as far as choosing needs it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  /** Front matter as text, for whoever does the task. */
  readonly fields: Readonly<Record<string, string>>;
  readonly requires: readonly string[];
  /** What is wrong with the file; such a task is nobody's. */
  readonly broken?: string;
}

const LARGEST_FRONT_MATTER = 16 * 1024;
const LARGEST_BODY = 64 * 1024;
export const FRONT_MATTER = /^---[ \t]*\r?\n(?<settings>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const ALIASES: Readonly<Record<string, string>> = { new: "backlog", paused: "backlog" };

export function parseTask(path: string, text: string): Task {
  const id = path.replace(/^.*\//, "").replace(/\.md$/, "");
  const found = FRONT_MATTER.exec(text);
  const body = text.slice(found?.[0].length ?? 0, LARGEST_BODY).trim();
  const title = /^# +(?<title>.+)$/m.exec(body)?.groups?.title?.slice(0, 200) ?? id;
  const { settings, broken } = read(found?.groups?.settings);
  const state = textOf(settings.state ?? "");
  return {
    id,
    title,
    body,
    state: ALIASES[state] ?? state,
    fields: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, textOf(value)])),
    requires: listOf(settings.requires ?? settings.depends),
    ...(broken && { broken }),
  };
}

type Settings = Readonly<Record<string, unknown>>;

function read(yaml: string | undefined): { settings: Settings; broken?: string } {
  if (yaml === undefined) return { settings: {}, broken: "it has no front matter" };
  if (yaml.length > LARGEST_FRONT_MATTER) return { settings: {}, broken: "its front matter is too large" };
  const document = parseDocument(yaml, { uniqueKeys: false, schema: "failsafe" });
  const [error] = document.errors;
  if (error) return { settings: {}, broken: error.message.split("\n")[0] ?? "" };
  const settings: unknown = document.toJS({ maxAliasCount: 100 });
  if (typeof settings !== "object" || settings === null)
    return { settings: {}, broken: "its front matter is no mapping" };
  return "state" in settings ? { settings: { ...settings } } : { settings: {}, broken: "it has no state" };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((entry) => textOf(entry));
  return typeof value === "string" && value !== "" ? [value] : [];
}
