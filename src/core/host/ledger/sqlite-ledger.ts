import type { HoldTime } from "../../contracts/claims.ts";
import type { Accrual } from "../../contracts/due-record.ts";
import type { Effect, Postponement } from "../../contracts/effects.ts";
import type { Obligation } from "../../contracts/fleet-history.ts";
import type { History } from "../../contracts/history.ts";
import type { Ledger } from "../../contracts/ledger.ts";
import type { Publication, Remains } from "../../contracts/outcome.ts";
import type { PhaseName } from "../../contracts/phase-name.ts";
import type { RescueIntent } from "../../contracts/rescues.ts";
import type { Due } from "../../contracts/session.ts";
import type { Opened, OpenRequest, Settlement } from "../../contracts/settlement.ts";
import type { BudgetRequest, RaisedCap } from "../../contracts/spending.ts";
import type { Stop } from "../../contracts/stops.ts";
import type { Verdict } from "../../contracts/verdict.ts";
import type { Considered, ItemRef, WorkItem } from "../../contracts/work.ts";
import { SqliteAssumptions } from "./assumptions.ts";
import { keepCandidates } from "./candidates.ts";
import { Claims } from "./claim-table.ts";
import type { Database } from "./database.ts";
import { Dues } from "./dues.ts";
import { EffectTable } from "./effect-table.ts";
import { Endings } from "./endings.ts";
import { SqliteHistory } from "./history.ts";
import { SqliteIncidents } from "./incidents.ts";
import { SqliteLessons } from "./lessons.ts";
import { fulfil, raise } from "./obligations.ts";
import { Openings } from "./openings.ts";
import { SqliteOutbox } from "./outbox.ts";
import { SqliteRescues } from "./rescues.ts";
import { Reservations } from "./reservations.ts";
import { ended, openSession, writeAsOwner } from "./session-owner.ts";
import { SqliteTaints } from "./taints.ts";
import { SqliteWaits } from "./waits.ts";

/** The ledger in one file. Each command is one transaction, on the disk when it answers. */
export class SqliteLedger implements Ledger {
  readonly history: History;
  readonly lessons: SqliteLessons;
  readonly taints: SqliteTaints;
  readonly outbox: SqliteOutbox;
  readonly incidents: SqliteIncidents;
  readonly assumptions: SqliteAssumptions;
  readonly waits: SqliteWaits;
  readonly rescues: SqliteRescues;
  private readonly db: Database;
  private readonly claims: Claims;
  private readonly dues: Dues;
  private readonly money: Reservations;
  private readonly openings: Openings;
  private readonly effects: EffectTable;
  private readonly endings: Endings;

  constructor(db: Database) {
    this.db = db;
    this.claims = new Claims(db);
    this.dues = new Dues(db);
    this.money = new Reservations(db);
    this.openings = new Openings(db, this.dues, this.money);
    this.effects = new EffectTable(db);
    this.history = new SqliteHistory(db);
    this.lessons = new SqliteLessons(db);
    this.taints = new SqliteTaints(db);
    this.outbox = new SqliteOutbox(db);
    this.incidents = new SqliteIncidents(db);
    this.assumptions = new SqliteAssumptions(db);
    this.waits = new SqliteWaits(db);
    this.rescues = new SqliteRescues(db);
    const { claims, money, rescues, outbox, waits } = this;
    this.endings = new Endings(db, { claims, money, rescues, outbox, waits });
  }

  async open(request: OpenRequest): Promise<Opened> {
    return this.db.transaction(() => this.openings.open(request));
  }

  async afford(agent: string, budget: BudgetRequest, at: number): Promise<string | undefined> {
    return this.db.transaction(() => this.openings.whyUnaffordable(agent, budget, at));
  }

  async skip(agent: string, due: Due, reason: string): Promise<void> {
    this.db.transaction(() => this.dues.end(agent, due, { state: "skipped", reason }));
  }

  async wait(due: string, reason: string): Promise<void> {
    this.db.transaction(() => this.dues.wait(due, reason));
  }

  async accrue(accrual: Accrual): Promise<boolean> {
    return this.db.transaction(() => this.dues.accrue(accrual));
  }

  async lapse(now: number, declared: readonly { readonly agent: string; readonly rule: string }[]): Promise<void> {
    this.db.transaction(() => this.dues.lapse(now, declared));
  }

  async stop({ scope, owner, reason, at }: Stop): Promise<void> {
    this.db.insert("stop", { scope, owner, reason, at }, "INSERT OR IGNORE");
  }

  async start(scope: string): Promise<boolean> {
    return this.db.write("DELETE FROM stop WHERE scope = ?", scope) > 0;
  }

  async raiseCap(cap: RaisedCap): Promise<void> {
    this.db.transaction(() => this.money.raise(cap));
  }

  async enter(session: string, phase: PhaseName): Promise<void> {
    writeAsOwner(this.db, session, "UPDATE session SET phase = ? WHERE id = ? AND outcome IS NULL", phase, session);
  }

  async based(session: string, base: string): Promise<void> {
    writeAsOwner(this.db, session, "UPDATE session SET base = ? WHERE id = ? AND outcome IS NULL", base, session);
  }

  async consider(session: string, considered: readonly Considered[]): Promise<void> {
    this.db.transaction(() => {
      openSession(this.db, session);
      keepCandidates(this.db, session, considered);
    });
  }

  async take(session: string, item: WorkItem, now?: number): Promise<Verdict> {
    return this.db.transaction(() => this.claims.take({ session, ...openSession(this.db, session) }, item, now));
  }

  async free(session: string): Promise<void> {
    this.db.transaction(() => {
      openSession(this.db, session);
      this.claims.free(session);
    });
  }

  async intend<E extends Effect>(effect: Pick<E, "kind" | "payload" | "session" | "workspace">): Promise<E> {
    return this.db.transaction(() => {
      // Whoever has lost its session may still say what it has rescued, and nothing else; a person may apply that.
      if (effect.kind !== "rescue" && effect.kind !== "apply") openSession(this.db, effect.session);
      const { kind, workspace, session, payload } = effect;
      if (kind === "rescue") this.rescues.keepWork(workspace, session, payload as RescueIntent);
      return this.effects.intend(effect);
    });
  }

  async sent(effect: string, commit: string): Promise<void> {
    this.effects.sent(effect, commit);
  }

  async confirm(effect: string, publication?: Publication): Promise<void> {
    this.db.transaction(() => {
      const ended = this.effects.confirm(effect);
      if (ended !== undefined && publication) this.endings.retell(ended, publication);
    });
  }

  async postpone(effect: string, postponement: Postponement): Promise<void> {
    this.db.transaction(() => this.effects.postpone(effect, postponement));
  }

  async hurry(session?: string): Promise<void> {
    this.effects.hurry(session);
  }

  async hold(person: string, workspace: string, item: WorkItem, time?: HoldTime): Promise<Verdict> {
    return this.db.transaction(() => this.claims.hold(person, workspace, item, time));
  }

  async release(workspace: string, { source, id }: ItemRef, by = "a person"): Promise<boolean> {
    return this.db.transaction(() => {
      fulfil(this.db, `quarantine:${source}:${id}`, by);
      this.waits.forget({ workspace, source, item: id });
      return this.claims.release(workspace, { source, id }, by);
    });
  }

  async oblige(obligation: Obligation): Promise<void> {
    this.db.transaction(() => raise(this.db, obligation));
  }

  async fulfil(key: string, by?: string): Promise<boolean> {
    return this.db.transaction(() => fulfil(this.db, key, by));
  }

  async settle(settlement: Settlement): Promise<void> {
    this.db.transaction(() => {
      if (!this.endings.settle(settlement)) throw ended(settlement.session);
    });
  }

  close(): void {
    this.db.close();
  }

  async republish(session: string, publication: Publication, remains?: Remains): Promise<void> {
    this.db.transaction(() => this.endings.retell(session, publication, remains));
  }
}
