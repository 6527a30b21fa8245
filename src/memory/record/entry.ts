import type { Extraction, MemoryOrigin, Noticed } from "../../core/contracts/memory.ts";

/** Notices of a session, in one line: all of it is kept, or nothing. */
export interface KeptEntry extends Extraction {
  readonly type: "kept";
  readonly origin: MemoryOrigin;
  readonly noticed: readonly KeptNotice[];
}

/** `same` is the memory that says so already: it gets stronger, and no second one is made. */
export type KeptNotice = Noticed & { readonly same?: string };

/** A person's word on a memory. */
export interface JudgedEntry {
  readonly type: "faded" | "promoted";
  readonly memory: string;
  readonly by: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One line of a record. */
export type RecordEntry = KeptEntry | JudgedEntry;
