import type { AgentHistory } from "./agent-history.ts";
import type { ChargeHistory } from "./charges.ts";
import type { Claim } from "./claims.ts";
import type { DueFilter, DueRecord } from "./due-record.ts";
import type { Effect } from "./effects.ts";
import type { FleetHistory, SessionFilter, SessionRecord } from "./fleet-history.ts";
import type { ItemHistory } from "./item-history.ts";
import type { NeedsHistory } from "./needs.ts";
import type { NightHistory } from "./night-history.ts";
import type { Delivery } from "./outbox.ts";
import type { RescueIntent } from "./rescues.ts";
import type { RevisionHistory } from "./revisions.ts";
import type { CandidateRecord } from "./settlement.ts";
import type { Stop } from "./stops.ts";

/** All the ledger can tell. Asking changes nothing. */
export interface History extends FleetHistory, NeedsHistory {
  readonly agents: AgentHistory;
  readonly charges: ChargeHistory;
  readonly items: ItemHistory;
  readonly night: NightHistory;
  readonly revisions: RevisionHistory;
  /** Number of those that `sessions` would tell, whatever the limit. */
  countSessions(filter: SessionFilter): Promise<number>;
  /** Those on its items, and on what is the same for every workspace. */
  claims(workspace: string): Promise<readonly Claim[]>;
  /** Newest first: what was due, and what became of it; up to a moment, where one is given. */
  dues(filter: DueFilter): Promise<readonly DueRecord[]>;
  /** Those of a rule that have come to no end yet, oldest first. */
  pending(): Promise<readonly DueRecord[]>;
  /** Up to when each rule has been looked at. */
  cursors(): Promise<readonly { readonly agent: string; readonly rule: string; readonly upto: number }[]>;
  stops(): Promise<readonly Stop[]>;
  candidates(session: string): Promise<readonly CandidateRecord[]>;
  due(session: string): Promise<DueRecord | undefined>;
  /** Time at which the agent last did a duty, epoch milliseconds, and its session. */
  lastDuty(agent: string): Promise<{ readonly at: number; readonly session: string } | undefined>;
  /** Effects of ended sessions that are not yet confirmed or held, oldest first; of one workspace, or of all. */
  unconfirmed(workspace?: string): Promise<readonly Effect[]>;
  /** Those that are confirmed while their session's work is still told to be pending. */
  untold(workspace: string): Promise<readonly Effect[]>;
  effects(session: string): Promise<readonly Effect[]>;
  /**
   * The newest work of its own that a session on the item was kept from publishing, and no session has ended well
   * since.
   */
  rescued(workspace: string, item: { source: string; id: string }): Promise<RescueIntent | undefined>;
  /** Sessions that have published to a workspace's branch, the one begun last first, whatever the clocks said. */
  published(workspace: { name: string; branch: string }, limit: number): Promise<readonly SessionRecord[]>;
  /** Letters that have not arrived, the oldest first; or the latest ones, arrived or not. */
  letters(options?: { readonly latest?: number }): Promise<readonly Delivery[]>;
}
