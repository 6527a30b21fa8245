import { parseDocument, stringify } from "yaml";
import type { ItemReport } from "../../src/index.ts";
import { FRONT_MATTER } from "./task.ts";

const STATES = {
  done: "done",
  progress: "active",
  waiting: "waiting",
  blocked: "waiting",
  "not-viable": "cancelled",
} as const;

type Changes = Readonly<Record<string, string | undefined>>;

/** The task with its end recorded in gptme's terms. Everything else in the file stays byte for byte as it was. */
export function recordInTask(text: string, report: ItemReport, now: number): string {
  const { state, reason, waitingFor = [] } = report;
  const settings = FRONT_MATTER.exec(text)?.groups?.settings;
  if (settings === undefined || state === "no-effect" || state === "nothing") return text;
  const changed = withChanges(
    settings,
    changes(state, waitingFor.join("; ") || reason.replaceAll(/\s+/g, " ").trim(), now),
  );
  const at = text.indexOf(settings, text.indexOf("\n"));
  return changed === undefined ? text : text.slice(0, at) + changed + text.slice(at + settings.length);
}

/** Line by line, so that comments, quotes and order stay; undefined when it cannot be done without harm. */
function withChanges(settings: string, wanted: Changes): string | undefined {
  const end = settings.includes("\r\n") ? "\r\n" : "\n";
  let lines = settings.split(end);
  for (const [name, value] of Object.entries(wanted)) lines = withField(lines, name, value);
  const changed = lines.join(end);
  return agrees(changed, wanted) ? changed : undefined;
}

function withField(lines: readonly string[], name: string, value: string | undefined): string[] {
  const written = value === undefined ? [] : [`${name}: ${stringify(value, { lineWidth: 0 }).trimEnd()}`];
  const from = lines.findIndex((line) => new RegExp(`^["']?${name}["']?\\s*:`).test(line));
  if (from < 0) return [...lines, ...written];
  // What is indented below a field, or listed without an indent, is its value.
  const next = lines.findIndex((line, at) => at > from && /^[^\s-]/.test(line));
  return lines.toSpliced(from, (next < 0 ? lines.length : next) - from, ...written);
}

/** Reads what was written: a task that cannot be edited by lines is left as it is, never broken. */
function agrees(settings: string, wanted: Changes): boolean {
  const document = parseDocument(settings, { uniqueKeys: false, schema: "failsafe" });
  if (document.errors.length > 0) return false;
  return Object.entries(wanted).every(([name, value]) => document.get(name) === value);
}

function changes(state: keyof typeof STATES, reason: string, now: number): Changes {
  const changed = { state: STATES[state] };
  const at = new Date(now).toISOString().slice(0, 19);
  switch (state) {
    case "done":
      return { ...changed, waiting_for: undefined, waiting_since: undefined, completed: `${at}Z` };
    case "waiting":
      return { ...changed, waiting_for: reason, waiting_since: at.slice(0, 10) };
    case "blocked":
      return { ...changed, waiting_for: `blocked: ${reason}`, waiting_since: at.slice(0, 10) };
    case "progress":
      return { ...changed, waiting_for: undefined, waiting_since: undefined };
    case "not-viable":
      return changed;
  }
}
