import type { Embedder } from "./embedder.ts";
import type { OutcomeKind } from "./outcome.ts";

/** Kinds of memory: what was noticed, what is held true, what is open, and how sessions went. */
export const MEMORY_KINDS = ["observation", "belief", "thread", "summary"] as const;
/** Kind of a memory. @useDeclaredType */
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** Ties of one memory to another; "about" ties it to a subject in words: a file, a topic, an item. */
export const EDGE_TYPES = ["about", "supports", "contradicts", "supersedes"] as const;
/** Tie of one memory to another. @useDeclaredType */
export type EdgeType = (typeof EDGE_TYPES)[number];

/** A tie of one memory to another, or to a subject. */
export interface Edge {
  readonly type: EdgeType;
  /** A memory's id, or for "about" a subject. */
  readonly to: string;
}

/** One thing that an extractor has found in what a run said. */
export interface Noticed {
  readonly kind: MemoryKind;
  readonly text: string;
  /** Memories may be named by the end of their id, as briefs do. */
  readonly edges: readonly Edge[];
}

/** A memory that is not held true any more, and why. */
export interface Fading {
  readonly memory: string;
  readonly reason: string;
}

/** Result of an extractor for one run. */
export interface Extraction {
  readonly noticed: readonly Noticed[];
  readonly faded: readonly Fading[];
}

/** A run as extractors see it. */
export interface RunSaid {
  readonly agent: string;
  readonly item: { readonly source: string; readonly id: string; readonly title: string };
  readonly outcome: { readonly kind: OutcomeKind; readonly reason: string };
  /** Its last message. */
  readonly text: string;
  /** Values of that message's notes block, by key; missing when there is none. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** Finds in what a run said that which is worth remembering. Rejects with why it could not: it is asked again. */
export interface Extractor {
  /** Everything that it finds; nothing is an answer, too. */
  extract(run: RunSaid, signal: AbortSignal): Promise<Extraction>;
}

/** Origin of a memory. */
export interface MemoryOrigin {
  readonly session: string;
  /** The item it was noticed on: "source: id". */
  readonly item: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Reason why its text may come from strangers; then it is recalled only once a person has promoted it. */
  readonly tainted?: string;
  /**
   * The lessons its session had read, and those behind what it recalled: when one is retracted, so is what came of
   * it.
   */
  readonly derivedFrom?: readonly string[];
}

/** Memories that a session leaves to its agent. Kept once, however often it is asked for. */
export interface Keepsake extends Extraction {
  readonly agent: string;
  readonly origin: MemoryOrigin;
}

/** One memory as it stands now. */
export interface Memory {
  readonly id: string;
  readonly kind: MemoryKind;
  readonly text: string;
  readonly origin: MemoryOrigin;
  /** Number of different items on which it was noticed or supported. */
  readonly strength: number;
  /** Epoch milliseconds of the last such time. */
  readonly lastAt: number;
  /** Only active ones are recalled. */
  readonly standing: "active" | "faded" | "quarantined";
  /** Reason why it is not active. */
  readonly reason?: string;
  readonly edges: readonly Edge[];
}

/** A memory for a brief, and why it is there. */
export interface RecalledMemory extends Memory {
  /** "words", "meaning", "near 1a2b3c4d-1". */
  readonly because: readonly string[];
}

/** Memories for an item, the most valuable first. */
export interface Recollection {
  readonly recalled: readonly RecalledMemory[];
  /** The strongest beliefs that are held, and the latest that are not any more. */
  readonly beliefs: readonly Memory[];
  readonly faded: readonly Memory[];
  /** Number of further memories that would have been of use, if there were room. */
  readonly omitted: number;
  /** Remarks for a person on how it was found: an index rebuilt, an embedder that is down. */
  readonly said: readonly string[];
  /** Reason why there is nothing, when it is not that nothing fits. */
  readonly trouble?: string;
}

/** Question for memories. */
export interface MemoryQuestion {
  readonly agent: string;
  /** The item, in words. */
  readonly text: string;
  /** The item itself: "source: id". */
  readonly item?: string;
  /** Lessons that were retracted: nothing that came of them is recalled. */
  readonly retracted?: ReadonlySet<string>;
}

/** The memory of each agent of a fleet. A kept memory is on the disk when it answers. */
export interface MemoryBook {
  /** Embedder that makes the vectors; full text alone where there is none. */
  readonly embedder?: Embedder | undefined;
  recall(question: MemoryQuestion, signal: AbortSignal): Promise<Recollection>;
  keep(keepsake: Keepsake, signal: AbortSignal): Promise<void>;
  /** Brings the index up to the record. Answers with what a person should know. */
  refresh(agent: string, signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Journaled before a session's work is on its way, so that the process that comes after a crash finds what it had
 * noticed.
 */
export interface MemoryIntent {
  readonly run: RunSaid;
  readonly origin: MemoryOrigin;
}
