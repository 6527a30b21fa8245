import type { Candidate } from "../../src/index.ts";

/** An entry of the queue, and the lines it stands on. */
export interface Entry {
  readonly candidate: Candidate;
  /** First line, and the line after the last. */
  readonly from: number;
  readonly to: number;
  /** The line of its status field. */
  readonly statusLine?: number;
}

const PLANNED = /^##\s+planned next\b/i;
const SECTION = /^#{1,2}\s/;
const NUMBERED = /^\d+[.)]\s+(?<title>.+)$/;
const HEADED = /^###\s+(?:priority\s+\d+\s*:\s*)?(?<title>.+)$/i;
const FIELD = /^\s*[-*]?\s*(?:\*\*)?(?<name>[A-Za-z][A-Za-z ]{0,30}?)(?:\*\*)?:(?:\*\*)?\s*(?<value>.*)$/;
const TITLE = /^(?:\*\*)?\[?(?<name>.*?)\]?(?:\*\*)?\s*(?:\((?<note>[^()]*)\))?$/;
const PRIORITY = /\b(?<priority>urgent|high|medium|low)\b/i;

/** Everything planned, in the order of the file. Tolerant: real queues are written by people and models alike. */
export function parseQueue(markdown: string): Entry[] {
  const lines = markdown.split("\n");
  const begin = lines.findIndex((line) => PLANNED.test(line));
  if (begin < 0) return [];
  const end = lines.findIndex((line, at) => at > begin && SECTION.test(line));
  const last = end < 0 ? lines.length : end;
  const starts = lines.flatMap((line, at) => (at > begin && at < last && titleOf(line) ? [at] : []));
  const entries = starts.map((from, n) => toEntry(lines, from, starts[n + 1] ?? last));
  return entries.map((entry, n) => distinct(entry, entries.slice(0, n)));
}

const titleOf = (line: string) => (NUMBERED.exec(line) ?? HEADED.exec(line))?.groups?.title;

function toEntry(lines: readonly string[], from: number, to: number): Entry {
  const { name = "", note = "" } = TITLE.exec(titleOf(lines[from] ?? "") ?? "")?.groups ?? {};
  const fields = fieldsOf(lines.slice(from + 1, to));
  const priority = fields.Priority ?? PRIORITY.exec(note)?.groups?.priority?.toUpperCase();
  const statusAt = lines.findIndex((line, at) => at > from && at < to && FIELD.exec(line)?.groups?.name === "Status");
  const candidate = {
    id: slug(name),
    title: name,
    body: lines.slice(from, to).join("\n").trim(),
    fields: { ...fields, ...(priority && { Priority: priority }) },
    ...stateOf(`${fields.Status ?? ""}`, `${fields.Priority ?? ""} ${note}`),
  };
  return { candidate, from, to, ...(statusAt > 0 && { statusLine: statusAt }) };
}

/** Those of the entry itself; what is nested deeper belongs to a field's text. */
function fieldsOf(lines: readonly string[]): Record<string, string> {
  const found = lines.flatMap((line) => {
    const { name, value } = FIELD.exec(line)?.groups ?? {};
    return name !== undefined && /^ {0,4}\S/.test(line) ? [[name, value?.trim() ?? ""] as const] : [];
  });
  return Object.fromEntries(found.toReversed());
}

const BLOCKED = /\bblocked\b/i;
const WAITING = /\b(?:waiting|awaiting|awaits|in review|under review|on hold)\b/i;
const DEAD = /\b(?:not viable|done|completed?|cancelled)\b|✅|❌/i;

function stateOf(status: string, priority: string): Pick<Candidate, "state" | "reason"> {
  // The word the status begins with decides: what follows it is a sentence about the work.
  const word = status.split(/[-–:,(]/)[0] ?? "";
  const why = status.slice(word.length).replace(/^[-–:,(\s]+/, "") || status;
  if (BLOCKED.test(word) || BLOCKED.test(priority))
    return { state: "blocked", reason: why || "its priority is BLOCKED" };
  if (WAITING.test(word)) return { state: "waiting", reason: why };
  if (DEAD.test(word)) return { state: "waiting", reason: `its status is "${status}": it can be taken off the list` };
  return { state: "ready" };
}

/** Two entries of one title are two items. */
function distinct(entry: Entry, earlier: readonly Entry[]): Entry {
  const same = earlier.filter(({ candidate }) => candidate.id === entry.candidate.id).length;
  return same === 0 ? entry : { ...entry, candidate: { ...entry.candidate, id: `${entry.candidate.id}-${same + 1}` } };
}

const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 80);
