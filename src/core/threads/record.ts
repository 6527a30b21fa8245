import type { ProposedThread, Thread } from "../contracts/threads.ts";
import type { FileEdit, ItemReport, WorkspaceView } from "../contracts/work.ts";
import { markdownName } from "../text/front-matter.ts";
import { parseThread, THREADS } from "./thread.ts";

const MAX_THREAD_NAME_CHARS = 60;
const MAX_THREAD_FILES = 500;

/** Author and time of words in a thread. */
export interface Said {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The session it was said in; missing where a person says it. */
  readonly session?: string;
}

/** The edits that open, go on with and close threads. Asked again, they answer with nothing once all is there. */
export async function threadEdits(
  proposed: readonly ProposedThread[],
  view: Pick<WorkspaceView, "list" | "readAll">,
  said: Said,
): Promise<readonly FileEdit[]> {
  if (proposed.length === 0) return [];
  const paths = (await view.list(THREADS)).filter((path) => path.endsWith(".md")).slice(0, MAX_THREAD_FILES);
  const texts = new Map(await view.readAll(paths));
  const before = new Map(texts);
  for (const one of proposed) {
    const path = [...texts].find(([known, text]) => isSameThread(parseThread(known, text), one))?.[0];
    if (path !== undefined) texts.set(path, goneOn(texts.get(path) ?? "", one, said));
    else if (!one.closed) texts.set(freePath(one.title, texts), opened(one, said));
  }
  return [...texts].filter(([path, text]) => before.get(path) !== text).map(([path, content]) => ({ path, content }));
}

/** By its title, or by its file's name. */
export function isSameThread({ path, title }: Thread, proposed: Pick<ProposedThread, "title">): boolean {
  const name = slugOf(proposed.title);
  return slugOf(title) === name || markdownName(path) === name || path === proposed.title;
}

export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, MAX_THREAD_NAME_CHARS)
    .replaceAll(/^-+|-+$/g, "") || "thread";

function freePath(title: string, taken: ReadonlyMap<string, string>): string {
  const path = `${THREADS}/${slugOf(title)}.md`;
  return taken.has(path) ? `${THREADS}/${slugOf(title)}-${taken.size + 1}.md` : path;
}

/** A new thread's file. */
function opened({ title, note, kind = "solo" }: ProposedThread, said: Said): string {
  const settings = [`kind: ${kind}`, "state: open", `updated: ${dayOfRecord(said.at)}`];
  const text = [`# ${title.replaceAll(/\s+/g, " ")}`, noteOf(note, said)].filter(Boolean).join("\n\n");
  return `---\n${settings.join("\n")}\n---\n\n${text}\n`;
}

/**
 * Thread file with a note more, and its state as it is said to be now. Everything else stays as people have written it.
 */
function goneOn(text: string, { note, kind, closed }: ProposedThread, said: Said): string {
  const added = noteOf(note, said);
  const state = closed ? "closed" : "open";
  const isThere = added === "" || text.includes(added);
  if (isThere && parseThread("", text).state === state) return text;
  const wanted = { state, updated: dayOfRecord(said.at), ...(kind !== undefined && { kind }) };
  const marked = Object.entries(wanted).reduce((whole, [name, value]) => withField(whole, name, value), text);
  return isThere ? marked : `${marked.trimEnd()}\n\n${added}\n`;
}

const noteOf = (note: string, { agent, at, session }: Said) =>
  note === "" ? "" : `- ${dayOfRecord(at)}, ${agent}${session === undefined ? "" : ` (${session.slice(-8)})`}: ${note}`;

/**
 * The thread with how a session on it has ended: closed when there is nothing left to do, its owner's when it is
 * blocked, left alone while it waits.
 */
export function recordInThread(text: string, { state, reason }: ItemReport, now: number): string {
  const words = reason.replaceAll(/\s+/g, " ").trim();
  const note = `- ${dayOfRecord(now)}, ${state}: ${words}`;
  if (text.includes(note)) return text;
  const settings: Record<string, string> = { updated: dayOfRecord(now) };
  if (state === "done" || state === "not-viable") settings.state = "closed";
  if (state === "blocked") settings.kind = "discuss";
  if (state === "waiting") settings.waiting = JSON.stringify(words);
  const marked = Object.entries(settings).reduce((whole, [name, value]) => withField(whole, name, value), text);
  return `${marked.trimEnd()}\n\n${note}\n`;
}

const dayOfRecord = (at: number) => new Date(at).toISOString().slice(0, 10);

const FRONT_MATTER = /^(?<open>\uFEFF?---[ \t]*\r?\n)(?<settings>[\s\S]*?\r?\n)?(?=---[ \t]*(?:\r?\n|$))/;

/** A setting with a new value, in its line; a file without settings gets them. */
function withField(text: string, name: string, value: string): string {
  const found = FRONT_MATTER.exec(text);
  if (!found) return `---\n${name}: ${value}\n---\n\n${text}`;
  const { open = "", settings = "" } = found.groups ?? {};
  const line = new RegExp(`^${name}[ \\t]*:.*$`, "m");
  const changed = line.test(settings) ? settings.replace(line, `${name}: ${value}`) : `${settings}${name}: ${value}\n`;
  return open + changed + text.slice(found[0].length);
}
