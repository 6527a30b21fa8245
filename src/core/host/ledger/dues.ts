import type { Accrual, DueRecord } from "../../contracts/due-record.ts";
import type { Due } from "../../contracts/session.ts";
import type { OpenRequest } from "../../contracts/settlement.ts";
import type { Database } from "./database.ts";
import { fromDue } from "./rows.ts";

type Became = Pick<DueRecord, "state" | "reason"> & { readonly session?: string };

/** The dues of the ledger: each is written once, and ends once. Every method runs inside a transaction. */
export class Dues {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /**
   * Ends a due: one that a person asked for is written down now, as it ended; one of a rule has been pending until now.
   */
  end(agent: string, due: Due, { state, reason, session }: Became): void {
    if (due.until === undefined) this.insert({ ...toDueRow(due), agent, state, reason, ...(session && { session }) });
    else this.db.write(END, state, reason, session ?? null, due.id);
  }

  /** Reason a due of a rule cannot be run any more; undefined when it can, and for a due that a person asked for. */
  whyOver({ id, until }: Due): string | undefined {
    if (until === undefined) return undefined;
    const row = this.db.row<{ state: string; reason: string }>("SELECT state, reason FROM due WHERE id = ?", id);
    return row?.state === "pending"
      ? undefined
      : `this due has ended: ${row?.state ?? "unknown"}, ${row?.reason ?? ""}`;
  }

  wait(id: string, reason: string): void {
    this.db.write("UPDATE due SET reason = ?1 WHERE id = ?2 AND state = 'pending' AND reason <> ?1", reason, id);
  }

  /** One session covers all that the agent's rules have brought up to now. */
  coalesce({ agent, session, at, due }: OpenRequest): void {
    if (due.until === undefined) return;
    const reason = `covered by session ${session}, for ${due.rule}`;
    this.db.write(COALESCE, reason, session, agent, at);
  }

  accrue({ agent, rule, since, upto, dues }: Accrual): boolean {
    const row = this.db.row<{ upto: number }>("SELECT upto FROM cursor WHERE agent = ? AND rule = ?", agent, rule);
    if (row?.upto !== since) return false;
    if (since !== undefined && upto < since) this.forget(agent, rule, upto);
    for (const due of dues) this.insert(due, "INSERT OR IGNORE");
    this.db.insert("cursor", { agent, rule, upto }, "INSERT OR REPLACE");
    return true;
  }

  lapse(now: number, declared: readonly { readonly agent: string; readonly rule: string }[]): void {
    this.db.write(OVERTAKEN, now);
    this.db.write("UPDATE due SET state = 'missed' WHERE state = 'pending' AND until <= ?", now);
    const known = JSON.stringify(declared);
    this.db.write(RETIRE, "its rule is no longer in the agent's file", known);
    this.db.write(`DELETE FROM cursor WHERE ${UNDECLARED.replaceAll("?2", "?1")}`, known);
  }

  /** Moments that a clock had wrongly called missed are still to come. */
  private forget(agent: string, rule: string, upto: number): void {
    this.db.write(
      `DELETE FROM due WHERE agent = ? AND rule = ? AND state = 'missed' AND "from" > ?`,
      agent,
      rule,
      upto,
    );
    this.db.write(
      `UPDATE due SET "to" = ?3 WHERE agent = ?1 AND rule = ?2 AND state = 'missed' AND "to" > ?3`,
      agent,
      rule,
      upto,
    );
  }

  private insert(due: DueRecord, verb = "INSERT"): void {
    this.db.insert("due", { ...fromDue(due) }, verb);
  }
}

const toDueRow = ({ id, rule, from, duty }: Due) => ({ id, rule, from, to: from, n: 1, duty });

const END = "UPDATE due SET state = ?, reason = ?, session = ? WHERE id = ? AND state = 'pending'";
const COALESCE = `UPDATE due SET state = 'coalesced', reason = ?, session = ? WHERE agent = ? AND state = 'pending' AND "from" <= ?`;
/** It fell while its agent was at work, and was too late when that ended: the session it fell in stands for it. */
const OVERTAKEN = `UPDATE due SET state = 'coalesced', session = covering.id,
  reason = 'it fell while session ' || covering.id || ' was running, and was too late after it'
  FROM (SELECT id, agent, started, coalesce(ended, 1e15) AS ended FROM session
    WHERE ended IS NULL OR ended >= (SELECT min(until) FROM due WHERE state = 'pending')) AS covering
  WHERE due.state = 'pending' AND due.until <= ?1 AND covering.agent = due.agent
    AND covering.started <= due."from" AND covering.ended >= due.until`;
const UNDECLARED = `NOT EXISTS (SELECT 1 FROM json_each(?2) AS declared
  WHERE declared.value ->> 'agent' = agent AND declared.value ->> 'rule' = rule)`;
const RETIRE = `UPDATE due SET state = 'skipped', reason = ?1 WHERE state = 'pending' AND ${UNDECLARED}`;
