import type { Memory } from "../core/contracts/memory.ts";

/** Every session leaves one, and they all sound alike. */
const SUMMARIES = "summaries";

/** Whose room in a brief a memory takes: that of its origin, or of all summaries. */
export const crowdOf = ({ kind, origin }: Pick<Memory, "kind" | "origin">): string =>
  kind === "summary" ? SUMMARIES : origin.item;
