import { THREAD_KINDS, type Thread } from "../contracts/threads.ts";
import { gistOf, headingOf, markdownName, momentIn, readMarked } from "../text/front-matter.ts";

/** Folder of a workspace's threads. */
export const THREADS = "threads";

const LONGEST_BODY = 32 * 1024;
const CLOSED = ["closed", "done", "resolved", "abandoned"];

/** Thread in a file of `threads/`. One with mistakes in it waits for its owner. */
export function parseThread(path: string, text: string): Thread {
  const { fields, body, broken } = readMarked(text.slice(0, LONGEST_BODY));
  const updated = momentIn(fields.updated ?? fields.created);
  return {
    path,
    title: headingOf(body) ?? markdownName(path),
    kind: THREAD_KINDS.find((kind) => kind === fields.kind?.trim().toLowerCase()) ?? "discuss",
    state: CLOSED.includes(fields.state?.trim().toLowerCase() ?? "") ? "closed" : "open",
    body,
    ...(updated !== undefined && { updated }),
    ...(fields.waiting?.trim() && { waiting: fields.waiting.trim() }),
    ...(broken !== undefined && { broken }),
  };
}

/** Subject of a thread, in one line. */
export const gistOfThread = ({ body }: Thread, longest = 160): string => gistOf(body, longest);

/** The one that was looked at last first; those without a date last. */
export const byRecency = (a: Thread, b: Thread): number =>
  (b.updated ?? 0) - (a.updated ?? 0) || (a.path < b.path ? -1 : 1);
