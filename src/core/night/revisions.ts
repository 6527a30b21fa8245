import type { Revision, RevisionSpan } from "../contracts/revisions.ts";
import { monthOf, type AgentMonth as SpanSums } from "./agent-month.ts";

/** A file that differs from the revision before. */
export interface ChangedFile {
  readonly path: string;
  readonly how: "new" | "gone" | "changed";
  /** Mark of its content now; missing where it is gone. */
  readonly mark?: string;
}

/** A span of sessions with one revision, what it changed, and how they went. */
export interface ToldRevision {
  /** Missing where it was not recorded. */
  readonly id?: string;
  /** Epoch milliseconds at which the first and the last session with it began. */
  readonly first: number;
  readonly last: number;
  /** Missing where the revision before is not known. */
  readonly changed?: readonly ChangedFile[];
  readonly sums: SpanSums;
}

/** Spans, the latest first, each with what differs from the one before. Pure. */
export const toldRevisions = (spans: readonly RevisionSpan[]): readonly ToldRevision[] =>
  spans.map(({ revision, first, last, endings }, at) => {
    const before = spans[at + 1]?.revision;
    const changed = revision && before && changesBetween(before, revision);
    return { ...(revision && { id: revision.id }), first, last, ...(changed && { changed }), sums: monthOf(endings) };
  });

function changesBetween({ files: before }: Revision, { files: after }: Revision): readonly ChangedFile[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return paths.flatMap((path): ChangedFile[] => {
    const mark = after[path];
    if (mark === undefined) return [{ path, how: "gone" }];
    if (before[path] === undefined) return [{ path, how: "new", mark }];
    return before[path] === mark ? [] : [{ path, how: "changed", mark }];
  });
}
