import type { Memory } from "../core/contracts/memory.ts";

/** Every session leaves one, and they all sound alike. */
const SUMMARIES = "summaries";

/** Crowd whose room in a brief a memory takes: its origin, or all summaries. */
export const crowdOf = ({ kind, origin }: Pick<Memory, "kind" | "origin">): string =>
  kind === "summary" ? SUMMARIES : origin.item;
