import { parseDocument } from "yaml";
import { conditionsIn, isCondition } from "../../src/index.ts";

/** A task's file, as far as choosing needs it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  /** Front matter as text, for whoever does the task. */
  readonly fields: Readonly<Record<string, string>>;
  readonly requires: readonly string[];
  readonly waitsFor?: string;
  /** The same, where all of it is in words that can be looked at. */
  readonly conditions?: readonly string[];
  readonly wait?: string;
  readonly recur?: string;
  readonly completed?: string;
  readonly assignee?: string;
  /** What is wrong with the file; such a task is nobody's. */
  readonly broken?: string;
}

const LARGEST_FRONT_MATTER = 16 * 1024;
const LARGEST_BODY = 64 * 1024;
export const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?<settings>[\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const ALIASES: Readonly<Record<string, string>> = { new: "backlog", paused: "backlog" };

export function parseTask(path: string, text: string): Task {
  const id = idIn(path);
  const found = FRONT_MATTER.exec(text);
  const body = bounded(text.slice(found?.[0].length ?? 0));
  const title = /^# +(?<title>\S.*)$/m.exec(body)?.groups?.title?.trim().slice(0, 200) ?? id;
  const { settings, broken } = read(found?.groups?.settings);
  const state = (given(settings.state) ?? "").toLowerCase();
  const waits = conditionsIn(settings.waiting_for);
  const others = waits.filter((condition) => !TASK.test(condition));
  const facts = {
    // What waits for tasks alone requires them.
    waitsFor: waits.length > 0 && others.length === 0 ? undefined : waitIn(settings.waiting_for),
    conditions: others.length > 0 && others.every(isCondition) ? others : undefined,
    wait: given(settings.wait),
    recur: given(settings.recur),
    completed: given(settings.completed),
    assignee: given(settings.assigned_to)?.split(/[@:]/)[0],
    broken,
  };
  return {
    id,
    title,
    body,
    state: ALIASES[state] ?? state,
    fields: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, textOf(value)])),
    requires: [...listOf(settings.requires), ...listOf(settings.depends), ...tasksIn(waits)].map(named),
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
  };
}

type Settings = Readonly<Record<string, unknown>>;

function read(yaml: string | undefined): { settings: Settings; broken?: string } {
  if (yaml === undefined) return { settings: {}, broken: "it has no front matter" };
  if (yaml.length > LARGEST_FRONT_MATTER) return { settings: {}, broken: "its front matter is too large" };
  try {
    const document = parseDocument(yaml, { uniqueKeys: false, schema: "failsafe" });
    const [error] = document.errors;
    if (error) return { settings: {}, broken: error.message.split("\n")[0] ?? "" };
    return checked(document.toJS({ maxAliasCount: 100 }));
  } catch (thrown) {
    // Aliases that multiply, or a nesting too deep to follow.
    return { settings: {}, broken: `its front matter cannot be read: ${String(thrown).slice(0, 200)}` };
  }
}

function checked(settings: unknown): { settings: Settings; broken?: string } {
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    return { settings: {}, broken: "its front matter is no mapping" };
  const state = given((settings as Settings).state);
  return state === undefined ? { settings: {}, broken: "it has no state" } : { settings: { ...settings } };
}

const TASK = /^task (?<id>\S+)$/i;
const tasksIn = (waits: readonly string[]) => waits.flatMap((one) => TASK.exec(one)?.groups?.id ?? []);

/** "[[tasks/fix-it.md]]" and "fix-it" are the same task. */
function named(reference: string): string {
  const bare = reference.replace(/^\[\[(?<inner>.*)\]\]$/, "$<inner>");
  return bare.includes("://") ? bare : idIn(bare);
}

const idIn = (path: string) => path.replace(/^.*\//, "").replace(/\.md$/, "");

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What stands there, unless it says that nothing does. */
function given(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : value == null ? "" : JSON.stringify(value);
  return ["", "null", "~", "[]", "{}"].includes(text) ? undefined : text;
}

/** A sentence, `{type, ref, pattern}`, or several of these. */
function waitIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.flatMap((one) => waitIn(one) ?? []).join("; and ") || undefined;
  if (typeof value !== "object" || value === null) return given(value);
  const words = Object.values(value).map(textOf).filter(Boolean);
  return words.join(" ") || undefined;
}

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => given(entry) ?? []);
  const text = given(value);
  return text === undefined ? [] : [text];
}

function bounded(text: string): string {
  const left = text.length - LARGEST_BODY;
  return left > 0 ? `${text.slice(0, LARGEST_BODY).trim()}\n… (${left} more characters)` : text.trim();
}
