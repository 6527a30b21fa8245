import type { NamedCommit } from "./clone-refs.ts";

/** A commit in the hub for each, and a sentence for what could not be kept. */
export interface HeldBeside {
  readonly held: readonly NamedCommit[];
  readonly missing: readonly string[];
}

export const NOTHING_HELD: HeldBeside = { held: [], missing: [] };
