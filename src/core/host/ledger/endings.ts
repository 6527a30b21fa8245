import type { Publication, Remains } from "../../contracts/outcome.ts";
import type { Settlement } from "../../contracts/settlement.ts";
import type { Claims } from "./claim-table.ts";
import { quarantine } from "./claims.ts";
import type { Database } from "./database.ts";
import { raise } from "./obligations.ts";
import type { SqliteOutbox } from "./outbox.ts";
import type { SqliteRescues } from "./rescues.ts";
import type { Reservations } from "./reservations.ts";
import { fromRemains } from "./rows.ts";
import type { SqliteWaits } from "./waits.ts";

/** Tables that a session's end touches besides its own row. */
interface Tables {
  readonly claims: Claims;
  readonly money: Reservations;
  readonly rescues: SqliteRescues;
  readonly outbox: SqliteOutbox;
  readonly waits: SqliteWaits;
}

/** Ends of sessions, and later news of their work. Every method runs inside a transaction. */
export class Endings {
  private readonly db: Database;
  private readonly tables: Tables;

  constructor(db: Database, tables: Tables) {
    this.db = db;
    this.tables = tables;
  }

  /** False when another process has ended it. */
  settle(settlement: Settlement): boolean {
    const { session, at, outcome, publication, usage, spent, retryAt = 0, letters = [], ...remains } = settlement;
    const { claims, money, rescues, outbox, waits } = this.tables;
    const how = [JSON.stringify(outcome), JSON.stringify(publication), usage ? JSON.stringify(usage) : null];
    if (this.db.write(SETTLE, at, ...how, ...fromRemains(remains), session) === 0) return false;
    money.settle(session, spent);
    rescues.keepTips(session, remains.kept);
    rescues.explain(session, publication);
    rescues.supersede(session);
    const held = claims.heldBy(session);
    const quarantined = claims.settle({ session, outcome, publication, retryAt });
    outbox.add(letters);
    if (quarantined) raise(this.db, quarantine(quarantined, at));
    if (held) waits.settle(held, outcome, at);
    return true;
  }

  retell(session: string, publication: Publication, { kept = [], unkept = [] }: Remains = {}): void {
    const { claims, rescues } = this.tables;
    if (kept.length + unkept.length > 0) {
      this.db.write(KEEP, ...fromRemains({ kept, unkept }).slice(0, 2), session);
      rescues.keepTips(session, kept);
    }
    this.db.write("UPDATE session SET publication = ? WHERE id = ?", JSON.stringify(publication), session);
    if (publication.kind === "rescued") claims.reopen(session, `its work ${publication.reason}`);
    if (publication.kind === "withdrawn") {
      claims.reopen(session, publication.reason);
      rescues.reopen(session, publication);
    }
    if (publication.kind !== "pending") claims.offerAgain(session);
    if (publication.kind === "rescued" || publication.kind === "withdrawn") this.db.write(DISPROVE, session);
    rescues.explain(session, publication);
    rescues.supersede(session);
  }
}

const KEEP = "UPDATE session SET kept = ?, unkept = ? WHERE id = ?";
/** Removes a session's proof when the published work that gave it is off the branch again. */
const DISPROVE = `UPDATE session SET proof = NULL WHERE id = ? AND proof ->> 'kind' = 'published'`;

const SETTLE = `UPDATE session SET ended = ?, outcome = ?, publication = ?, usage = ?, kept = ?, unkept = ?, proof = ?
  WHERE id = ? AND outcome IS NULL`;
