import type { Candidate } from "../../src/index.ts";
import { outsideFences, plannedSpans, type Span } from "./sections.ts";
import { stateOf } from "./status.ts";

/** An entry of the queue, and the lines it stands on. */
export interface Entry {
  readonly candidate: Candidate;
  /** First line, and the line after the last. */
  readonly from: number;
  readonly to: number;
  /** The line of its status field. */
  readonly statusLine?: number;
}

const LONGEST_TITLE = 200;
const LONGEST_BODY = 64 * 1024;
/** Of a field, and of what stands behind a title. */
const LONGEST_VALUE = 2_000;
const MOST_FIELDS = 50;
const FIELD =
  /^(?<indent>\s*)(?:[-*+]\s+)?(?:\*\*)?(?<name>[A-Za-z][A-Za-z ]{0,30}?)(?:\*\*)?:(?:\*\*)?\s*(?<value>.*)$/;
const BOLD = /^(?<mark>\[[ x]\]\s*|[✅❌⏳🏃🔄]\s*|~~)?\*\*\[?(?<name>.+?)\]?\*\*(?<rest>.*)$/iu;
const PLAIN = /^(?<name>.*?)\s*(?<rest>\([^()]*\)\s*)?$/;
const PRIORITY = /\b(?<priority>urgent|high|medium|low)\b/i;
const TASK = /(?:^|[\s(`[/])tasks\/(?<id>[\w][\w.-]*?)(?:\.md)?(?=$|[\s)`\],;#]|\.\s|\.$)/;

/** Where entries stand when a file does not say "Planned Next": nowhere, or, in a generated file, everywhere. */
export interface Reading {
  readonly everywhere?: boolean;
}

/** Everything planned, in the order of the file. Tolerant: real queues are written by people and models alike. */
export function parseQueue(markdown: string, { everywhere = false }: Reading = {}): Entry[] {
  const lines = linesOf(markdown);
  const entries = plannedSpans(lines, everywhere).map((span) => toEntry(lines, span));
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const { id } = entry.candidate;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    // Two entries of one title are two items.
    return count === 1 ? entry : { ...entry, candidate: { ...entry.candidate, id: `${id}-${count}` } };
  });
}

/** Without what ends them, whoever wrote the file. */
export const linesOf = (markdown: string) => markdown.split("\n").map((line) => line.replace(/\r$/, ""));

function toEntry(lines: readonly string[], { title, from, to }: Span): Entry {
  const { mark, name, note } = titleOf(title);
  const found = fieldsOf(lines, from + 1, to);
  const fields = Object.fromEntries(found.toReversed().map(({ name: field, value }) => [field, value]));
  const status = found.find((field) => isCalled(field, "status"));
  const ranked = found.find((field) => isCalled(field, "priority"));
  const priority = ranked?.value ?? PRIORITY.exec(note)?.groups?.priority?.toUpperCase();
  const task = TASK.exec(found.find((field) => isCalled(field, "source"))?.value ?? "")?.groups?.id;
  const candidate = {
    id: slug(name) || "untitled",
    title: name,
    body: bounded(lines.slice(from, to).join("\n").trim()),
    fields: { ...fields, ...(priority && { Priority: priority }) },
    ...(task && { sameAs: { source: "workspace-tasks", id: task } }),
    ...stateOf({ title: `${mark}${name}`, note, status: status?.value ?? "", priority: ranked?.value ?? "" }),
  };
  return { candidate, from, to, ...(status && { statusLine: status.at }) };
}

function titleOf(title: string): { mark: string; name: string; note: string } {
  const { mark = "", name = "", rest = "" } = (BOLD.exec(title) ?? PLAIN.exec(title))?.groups ?? {};
  const bare = name.replace(/^\[(?<inner>[^\]]+)\]$/, "$<inner>").replace(/^\*\*|\*\*$/g, "");
  return { mark, name: bare.trim().slice(0, LONGEST_TITLE) || title.slice(0, LONGEST_TITLE), note: noteIn(rest) };
}

const noteIn = (rest: string) =>
  rest
    .slice(0, LONGEST_VALUE)
    .trim()
    .replace(/^\(|\)$/g, "")
    .replaceAll(/[[\]]/g, "");

interface Field {
  readonly name: string;
  readonly value: string;
  readonly at: number;
}

/** Those of the entry itself: as deep as its first. What is nested deeper, or in a fence, belongs to a field's text. */
function fieldsOf(lines: readonly string[], from: number, to: number): Field[] {
  const outside = outsideFences(lines.slice(from, to));
  const found = lines.slice(from, to).flatMap((line, n) => {
    const { indent = "", name, value = "" } = FIELD.exec(line)?.groups ?? {};
    const isField = name !== undefined && outside[n] && !value.startsWith("//");
    return isField ? [{ name, value: value.slice(0, LONGEST_VALUE).trim(), at: from + n, depth: indent.length }] : [];
  });
  const depth = found[0]?.depth ?? 0;
  return found.filter((field) => field.depth <= depth).slice(0, MOST_FIELDS);
}

const isCalled = (field: Field, name: string) => field.name.toLowerCase() === name;

const bounded = (text: string) =>
  text.length > LONGEST_BODY
    ? `${text.slice(0, LONGEST_BODY)}\n… (${text.length - LONGEST_BODY} more characters)`
    : text;

const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 80);
