import type { AgentDefinition } from "./agent.ts";
import type { Clock } from "./clock.ts";
import type { Redact } from "./credentials.ts";
import type { Events } from "./events.ts";
import type { Exposure } from "./exposure.ts";
import type { Inbox } from "./inbox.ts";
import type { Ledger } from "./ledger.ts";
import type { Locks } from "./locks.ts";
import type { Processes } from "./processes.ts";
import type { Reporting } from "./reporting.ts";
import type { SessionFolders } from "./session-folders.ts";
import type { Workspace } from "./workspace.ts";

/** Everything the steps of the loop work with: the declared agents, their repositories, the record, the machine. */
export interface Fleet {
  readonly agents: readonly AgentDefinition[];
  /** The time zone in which a day is a day. */
  readonly zone: string;
  /** Milliseconds for which a due that no process was there for is still worth running. */
  readonly catchUp: number;
  /** Milliseconds for which the answer of a health check that is about the fleet is kept. */
  readonly healthEvery: number;
  /** Number of sessions that may be open at once. */
  readonly slots: number;
  /** Variables that every program we start gets of the environment midwatch was started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Text of the fleet's STOP file; undefined when there is none. */
  readonly stopFile: () => Promise<string | undefined>;
  /** Epoch milliseconds at which that file was written. */
  readonly stopFileSince?: () => number | undefined;
  readonly workspaces: { readonly names: readonly string[]; get(name: string): Workspace };
  /** Files of the fleet that others may write. */
  readonly exposed?: () => readonly Exposure[];
  /** Fingerprints of the files that say what the fleet is, by path from its folder. */
  readonly ownFiles?: () => ReadonlyMap<string, string>;
  readonly ledger: Ledger;
  readonly locks: Locks;
  readonly processes: Processes;
  readonly folders: SessionFolders;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly events: Events;
  /** Takes secrets out of what is kept and of what leaves. */
  readonly redact: Redact;
  /** Reports and the channels they go to; none when left out. */
  readonly reporting?: Reporting;
}
