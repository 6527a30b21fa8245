import type { AgentDefinition } from "./agent.ts";
import type { WorkItem, WorkspaceView } from "./work.ts";

/** Reader of a brief: an agent at work alone, or one that a person is about to talk with. */
export type Company = "solo" | "interactive";

/** Text that none of the fleet's own people or agents have written, and where it comes from. */
export interface Outside {
  readonly origin: string;
  readonly text: string;
  /** Characters of it that are shown. */
  readonly longest?: number;
}

/** Markdown of our own with a key, by which it is asked later whether there was room for it. */
export interface Keyed {
  readonly key: string;
  readonly markdown: string;
}

/** Markdown of our own, or text from outside: that is fenced when it is put into a brief. */
export type BriefEntry = string | Keyed | Outside;

/** A part of the brief. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** The most valuable first. Each stands in the brief whole, or is left out and counted. */
  readonly entries: readonly BriefEntry[];
  /** Number of entries that have been left out already. */
  readonly omitted?: number;
  /** The most it may take. */
  readonly tokens: number;
  /** Rank for room: where there is not enough for all, higher values get theirs first; 0 when left out. */
  readonly value?: number;
  /** Of the newest thing in it: epoch milliseconds. Missing where all of it has been found out just now. */
  readonly asOf?: number;
  /** Milliseconds after which it is called stale. */
  readonly staleAfter?: number;
}

/** Facts that the author of a section may use. Reads the fetched commit only, never a person's checkout. */
export interface BriefQuestion {
  readonly agent: AgentDefinition;
  /** Item the session has taken on; missing where nothing is ready, or a person asks. */
  readonly item?: WorkItem;
  readonly company: Company;
  readonly view: WorkspaceView;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A part of every brief that midwatch does not know of by itself. */
export interface BriefSection {
  readonly name: string;
  /**
   * Undefined when there is nothing to say. A section that rejects is named in the brief with its reason, and stops
   * nothing.
   */
  write(question: BriefQuestion, signal: AbortSignal): Promise<Section | undefined>;
}
