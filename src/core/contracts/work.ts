import type { AgentDefinition } from "./agent.ts";

/** CASCADE order: a lower tier is looked at only when no higher one has anything ready. */
export const TIERS = ["primary", "secondary", "tertiary"] as const;
/** Urgency of work: what was due or asked for, direct requests, everything else. @useDeclaredType */
export type Tier = (typeof TIERS)[number];

/** Something an agent could work on, as its source reports it. */
export interface Candidate {
  /** Stable and unique within its source, e.g. "owner/repo#12". */
  readonly id: string;
  readonly title: string;
  readonly body?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** "waiting" (for a review, a reply) is not "blocked": both are passed over, only "blocked" needs a person. */
  readonly state: "ready" | "waiting" | "blocked";
  /**
   * Reason why it is not ready: waiting for what, blocked on whom. Of one that is ready again: what it had waited
   * for.
   */
  readonly reason?: string;
  /**
   * Conditions that have to come about before a waiting one is ready, where they are given in words that can be
   * looked at.
   */
  readonly waitingFor?: readonly string[];
  /** The item of another source that this one only points to: one claim for both, and both record how it ended. */
  readonly sameAs?: ItemRef;
  /** True when its text is from outside of the fleet: what comes of it waits for a person before siblings read it. */
  readonly untrusted?: boolean;
  /** Origin of its text, where that is not the workspace or the machine's owner. */
  readonly origin?: Origin;
  /** Reason for its place among its source's offers: a part of the reason for which it is taken. */
  readonly why?: string;
  /** The file of the workspace that its text stands in: what strangers had a part in there, they have in the item. */
  readonly path?: string;
  /** Address at which the person who asked for it waits for the answer. */
  readonly replyTo?: Address;
  /** It is the same for every workspace: one claim for the whole fleet. */
  readonly shared?: boolean;
  /**
   * Revision a claim is for, where the source can tell better than from the text: a request, as it stood when it was
   * allowed.
   */
  readonly revision?: string;
}

/**
 * Origin of a text, for a person or an agent who has to judge it. Its words are data, too: the author of the text may
 * have chosen them.
 */
export interface Origin {
  /** The way it came in: "github", "webhook deploys". */
  readonly by: string;
  /** Author, as that place knows them: "alice (583231)". */
  readonly actor?: string | undefined;
  readonly url?: string | undefined;
}

/** A place that an answer can be sent to: a channel of the fleet's, and where in it: "owner/repo#12". */
export interface Address {
  readonly channel: string;
  readonly to: string;
}

/** An item, by the source it belongs to. */
export interface ItemRef {
  readonly source: string;
  readonly id: string;
}

/** The one candidate a session has taken on. */
export interface WorkItem extends Candidate {
  readonly source: string;
  readonly tier: Tier;
  /** Changes with every edit of the item: a claim is for one revision. */
  readonly rev: string;
}

/** CASCADE's decision on one candidate, kept so that `why` can tell. */
export interface Considered {
  readonly item: WorkItem;
  readonly taken: boolean;
  readonly reason: string;
}

/**
 * State of an item after one session; "no-effect" when nothing was stated and nothing changed. "nothing" is for
 * duties: it has looked, and there was nothing to do.
 */
export const ITEM_STATES = ["done", "progress", "waiting", "blocked", "not-viable", "nothing"] as const;
/** State of its item that a session may report. @useDeclaredType */
export type ItemState = (typeof ITEM_STATES)[number];

/** Report of how a session left an item. */
export interface ItemReport {
  readonly state: ItemState | "no-effect";
  /** One sentence: done with what result, waiting for what, blocked on whom for which action. */
  readonly reason: string;
  /** Of a waiting one: what it waits for, in words that can be looked at. */
  readonly waitingFor?: readonly string[];
}

/** One commit of a workspace, read without a checkout. */
export interface WorkspaceView {
  readonly commit: string;
  /** Undefined when there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** The files directly in a folder, by path, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** All files below a folder, by path, sorted; "." is the whole commit. */
  all(folder: string): Promise<readonly string[]>;
  /** For each folder, what changes with anything in it; empty for one that is not there. */
  idsOf(folders: readonly string[]): Promise<readonly string[]>;
  /** For programs that read files: the commit's files in a folder of their own, gone when `work` is done. */
  withFiles<T>(work: (folder: string) => Promise<T>): Promise<T>;
  /** Many files at once; missing ones are left out. */
  readAll(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Git's names for the texts of files, by path; of those directly in a folder, for "folder/". Missing ones are left
   * out.
   */
  blobs(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The texts of blobs, in their order. */
  texts(blobs: readonly string[]): Promise<readonly string[]>;
}

/** A new text for a file, as bookkeeping wants it. */
export interface FileEdit {
  readonly path: string;
  readonly content: string;
}

/** Everything a source may know when it is asked for work. */
export interface WorkQuestion {
  readonly view: WorkspaceView;
  readonly agent: AgentDefinition;
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * The ids of this source's items that sessions have begun and not brought to an end, or that wait for something, as
   * the ledger has it: to be offered as long as they are there, whatever was said of them meanwhile.
   */
  readonly unfinished?: readonly string[];
}

/** Source of work. Reads the fetched commit only, never a person's checkout. */
export interface WorkSource {
  readonly name: string;
  readonly tier: Tier;
  /** Everything on offer, most urgent first, waiting and blocked items included. */
  candidates(question: WorkQuestion, signal: AbortSignal): Promise<readonly Candidate[]>;
  /**
   * Told of its items that the ledger has as ended, and at which revision: some time after it was written down, and
   * again and again. For what may only be said then, elsewhere: that a notification has been read.
   */
  ended?(items: readonly Pick<WorkItem, "id" | "rev">[], signal: AbortSignal): Promise<void>;
  /**
   * Close the loop: the edits that tell the workspace how the item ended. A pure function of the fresh upstream and
   * the report: it is asked again whenever the upstream has moved, and answers with nothing when all is recorded.
   */
  record?(item: WorkItem, report: ItemReport, at: { view: WorkspaceView; now: number }): Promise<readonly FileEdit[]>;
}
