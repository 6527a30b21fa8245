import type { AgentHistory } from "../../contracts/agent-history.ts";
import type { ChargeHistory } from "../../contracts/charges.ts";
import type { Claim } from "../../contracts/claims.ts";
import type { DueFilter, DueRecord } from "../../contracts/due-record.ts";
import type { Effect } from "../../contracts/effects.ts";
import type { Obligation, SessionFilter, SessionRecord } from "../../contracts/fleet-history.ts";
import type { WaitingItem } from "../../contracts/health-history.ts";
import type { History } from "../../contracts/history.ts";
import type { HealthRun, Incident } from "../../contracts/incidents.ts";
import type { ItemHistory } from "../../contracts/item-history.ts";
import type { BlockedGroup, QuarantinedItem } from "../../contracts/needs.ts";
import type { NightHistory } from "../../contracts/night-history.ts";
import type { Delivery } from "../../contracts/outbox.ts";
import type { Rescue, RescueFilter, RescueIntent } from "../../contracts/rescues.ts";
import type { RevisionHistory } from "../../contracts/revisions.ts";
import type { CandidateRecord } from "../../contracts/settlement.ts";
import type { AgentSpending, EndingCount, RaisedCap, Reservation, SpendingTime } from "../../contracts/spending.ts";
import type { Stop } from "../../contracts/stops.ts";
import type { ItemRef } from "../../contracts/work.ts";
import { agentsIn } from "./agent-history.ts";
import { chargesIn } from "./charges.ts";
import { FLEET } from "./claim-table.ts";
import type { Database } from "./database.ts";
import { lettersIn } from "./deliveries.ts";
import { lastDutyIn } from "./duty-lookup.ts";
import { effectsOf, rescuedIn, unconfirmedIn, untoldIn } from "./effect-lookup.ts";
import { type IncidentRow, type RunRow, toIncident, toRun } from "./incident-rows.ts";
import { itemsIn } from "./item-history.ts";
import { nightIn } from "./night-history.ts";
import { rescuesIn } from "./rescues.ts";
import { revisionsIn } from "./revisions.ts";
import * as rows from "./rows.ts";
import { countSessionsIn, publishedIn, sessionsCalled, sessionsIn } from "./session-lookup.ts";
import { blockedGroups, quarantinedItems } from "./stuck-items.ts";
import { endingsIn, reservedNow, spendingIn } from "./sums.ts";
import { waitingItems } from "./waiting-items.ts";

/** Read-only view of the ledger: no method changes anything. */
export class SqliteHistory implements History {
  readonly agents: AgentHistory;
  readonly charges: ChargeHistory;
  readonly items: ItemHistory;
  readonly night: NightHistory;
  readonly revisions: RevisionHistory;
  private readonly db: Database;

  constructor(db: Database) {
    this.agents = agentsIn(db);
    this.charges = chargesIn(db);
    this.items = itemsIn(db);
    this.night = nightIn(db);
    this.revisions = revisionsIn(db);
    this.db = db;
  }

  async claims(workspace: string): Promise<readonly Claim[]> {
    return this.db.rows<Claim>("SELECT * FROM claim WHERE workspace IN (?, ?)", workspace, FLEET);
  }

  async openSessions(): Promise<readonly SessionRecord[]> {
    // The plus keeps SQLite from going through all sessions there ever were in the order of their start.
    const sql = "SELECT * FROM session WHERE outcome IS NULL ORDER BY +started";
    return this.db.rows<rows.SessionRow>(sql).map(rows.toSession);
  }

  async sessions(filter: SessionFilter): Promise<readonly SessionRecord[]> {
    return sessionsIn(this.db, filter);
  }

  async countSessions(filter: SessionFilter): Promise<number> {
    return countSessionsIn(this.db, filter);
  }

  async find(idPart: string): Promise<readonly SessionRecord[]> {
    return sessionsCalled(this.db, idPart);
  }

  async candidates(session: string): Promise<readonly CandidateRecord[]> {
    const sql = "SELECT * FROM candidate WHERE session = ? ORDER BY n";
    return this.db.rows<rows.CandidateRow>(sql, session).map(rows.toCandidateRecord);
  }

  async dues(filter: DueFilter): Promise<readonly DueRecord[]> {
    const { agent, limit = -1, from = 0, upTo = Number.MAX_SAFE_INTEGER } = filter;
    const sql = `SELECT * FROM due WHERE agent = ? AND "from" <= ? AND "to" >= ? ORDER BY "from" DESC, id DESC LIMIT ?`;
    return this.db.rows<rows.DueRow>(sql, agent, upTo, from, limit).map(rows.toDue);
  }

  async pending(): Promise<readonly DueRecord[]> {
    const sql = `SELECT * FROM due WHERE state = 'pending' ORDER BY +"from", id`;
    return this.db.rows<rows.DueRow>(sql).map(rows.toDue);
  }

  async cursors(): Promise<readonly { agent: string; rule: string; upto: number }[]> {
    return this.db.rows("SELECT agent, rule, upto FROM cursor");
  }

  async stops(): Promise<readonly Stop[]> {
    return this.db.rows<Stop>("SELECT scope, owner, reason, at FROM stop ORDER BY at");
  }

  async reservations(day: string): Promise<readonly Reservation[]> {
    return this.db.rows<Reservation>("SELECT * FROM reservation WHERE day >= ? ORDER BY session", day);
  }

  async raisedCaps(day: string): Promise<readonly RaisedCap[]> {
    return this.db.rows<RaisedCap>("SELECT * FROM raised_cap WHERE day = ?", day);
  }

  async due(session: string): Promise<DueRecord | undefined> {
    const sql = "SELECT * FROM due WHERE session = ? AND state = 'ran'";
    return this.db.rows<rows.DueRow>(sql, session).map(rows.toDue)[0];
  }

  async lastDuty(agent: string): Promise<{ at: number; session: string } | undefined> {
    return lastDutyIn(this.db, agent);
  }

  async unconfirmed(workspace?: string): Promise<readonly Effect[]> {
    return unconfirmedIn(this.db, workspace);
  }

  async untold(workspace: string): Promise<readonly Effect[]> {
    return untoldIn(this.db, workspace);
  }

  async effects(session: string): Promise<readonly Effect[]> {
    return effectsOf(this.db, session);
  }

  async rescued(workspace: string, item: ItemRef): Promise<RescueIntent | undefined> {
    return rescuedIn(this.db, workspace, item);
  }

  async published(workspace: { name: string; branch: string }, limit: number): Promise<readonly SessionRecord[]> {
    return publishedIn(this.db, workspace, limit);
  }

  async rescues(filter: RescueFilter = {}): Promise<readonly Rescue[]> {
    return rescuesIn(this.db, filter);
  }

  async obligations(): Promise<readonly Obligation[]> {
    return this.db.rows<Obligation>("SELECT key, owner, action, at FROM obligation WHERE settled IS NULL ORDER BY at");
  }

  async incidents(resolvedAfter = Number.MAX_SAFE_INTEGER): Promise<readonly Incident[]> {
    const sql = "SELECT * FROM incident WHERE resolved IS NULL OR resolved > ? ORDER BY opened, id";
    return this.db.rows<IncidentRow>(sql, resolvedAfter).map(toIncident);
  }

  async healthRuns(): Promise<readonly HealthRun[]> {
    return this.db.rows<RunRow>("SELECT * FROM health_run").map(toRun);
  }

  async waits(): Promise<readonly WaitingItem[]> {
    return waitingItems(this.db);
  }

  async blocked(): Promise<readonly BlockedGroup[]> {
    return blockedGroups(this.db);
  }

  async quarantined(): Promise<readonly QuarantinedItem[]> {
    return quarantinedItems(this.db);
  }

  async spending(span: SpendingTime): Promise<readonly AgentSpending[]> {
    return spendingIn(this.db, span);
  }

  async endings(span: SpendingTime): Promise<readonly EndingCount[]> {
    return endingsIn(this.db, span);
  }

  async reserved(): Promise<number> {
    return reservedNow(this.db);
  }

  async letters({ latest }: { readonly latest?: number } = {}): Promise<readonly Delivery[]> {
    return lettersIn(this.db, latest);
  }
}
