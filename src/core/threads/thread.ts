import { gistOf, headingOf, momentIn, nameOf, readMarked } from "../front-matter.ts";

/** Where the threads of a workspace stand. */
export const THREADS = "threads";

/** To talk over with the owner; to explore alone; to try, and to keep what came of it. */
const THREAD_KINDS = ["discuss", "solo", "experiment"] as const;
type ThreadKind = (typeof THREAD_KINDS)[number];

/** Something that is open: a tracked Markdown file, edited by people and agents alike. */
export interface Thread {
  readonly path: string;
  readonly title: string;
  readonly kind: ThreadKind;
  readonly state: "open" | "closed";
  /** Epoch milliseconds; missing where the file does not say. */
  readonly updated?: number;
  readonly body: string;
  /** Why its settings say nothing. */
  readonly broken?: string;
  /** Where its text may come from, when that is outside of the fleet. */
  readonly origin?: string;
}

const LONGEST_BODY = 32 * 1024;
const CLOSED = ["closed", "done", "resolved", "abandoned"];

/** A file of `threads/`. One that does not say what it is waits for its owner. */
export function parseThread(path: string, text: string): Thread {
  const { fields, body, broken } = readMarked(text.slice(0, LONGEST_BODY));
  const updated = momentIn(fields.updated ?? fields.created);
  return {
    path,
    title: headingOf(body) ?? nameOf(path),
    kind: THREAD_KINDS.find((kind) => kind === fields.kind?.trim().toLowerCase()) ?? "discuss",
    state: CLOSED.includes(fields.state?.trim().toLowerCase() ?? "") ? "closed" : "open",
    body,
    ...(updated !== undefined && { updated }),
    ...(broken !== undefined && { broken }),
  };
}

/** What it was about, in a line. */
export const gistOfThread = ({ body }: Thread, longest = 160): string => gistOf(body, longest);

/** The one that was looked at last first; those without a date last. */
export const byRecency = (a: Thread, b: Thread): number =>
  (b.updated ?? 0) - (a.updated ?? 0) || (a.path < b.path ? -1 : 1);
