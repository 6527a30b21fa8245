import { type ProposedThread, THREAD_KINDS } from "../contracts/threads.ts";
import { type Notes, notesIn } from "../notes/notes.ts";
import { plainText } from "../text/plain-text.ts";

const MAX_PROPOSED_THREADS = 5;
const MAX_THREAD_TITLE_CHARS = 80;
const LONGEST_NOTE = 1000;

/** The threads of a message's notes block, read tolerantly: texts, or maps with a title; at most five. */
export const readThreads = (text: string): readonly ProposedThread[] => threadsIn(notesIn(text) ?? {});

/** The threads of a notes block. */
export function threadsIn({ threads }: Notes): readonly ProposedThread[] {
  const listed: unknown[] = Array.isArray(threads) ? threads : threads == null ? [] : [threads];
  return listed
    .map(threadIn)
    .filter((thread) => thread !== undefined)
    .slice(0, MAX_PROPOSED_THREADS);
}

function threadIn(proposed: unknown): ProposedThread | undefined {
  const said = typeof proposed === "string" ? { note: proposed } : threadFields(proposed);
  const note = textIn(said.note ?? said.text ?? said.body ?? said.question, LONGEST_NOTE);
  const title = textIn(said.title ?? said.thread ?? said.name, MAX_THREAD_TITLE_CHARS) || firstWords(note);
  if (title === "") return undefined;
  const kind = THREAD_KINDS.find((one) => one === textIn(said.kind, 20).toLowerCase());
  const closed = /^(?:closed?|done|resolved)\b/i.test(textIn(said.state ?? said.status, 20));
  return { title, note, closed, ...(kind !== undefined && { kind }) };
}

const firstWords = (note: string) => (note.split(/[.\n?!]/)[0] ?? "").slice(0, MAX_THREAD_TITLE_CHARS).trim();

const threadFields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const textIn = (value: unknown, longest: number) =>
  typeof value === "string" ? plainText(value).replaceAll(/\s+/g, " ").trim().slice(0, longest) : "";
