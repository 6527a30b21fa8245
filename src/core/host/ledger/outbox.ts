import { v7 as uuid } from "uuid";
import type { Delivery, NewDelivery, OutboxRecord, Owed, Postponed } from "../../contracts/outbox.ts";
import type { Database } from "./database.ts";
import { type DeliveryRow, NOT_AT_AN_END, SELECT_DELIVERY, toDelivery } from "./deliveries.ts";
import { raise } from "./obligations.ts";

/** Letters, from when they come up until they have arrived, each step on the disk before the next one is taken. */
export class SqliteOutbox implements OutboxRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async queue(deliveries: readonly NewDelivery[]): Promise<void> {
    if (deliveries.length > 0) this.db.transaction(() => this.add(deliveries));
  }

  /** Inside of a transaction: with what it tells of, or not at all. */
  add(deliveries: readonly NewDelivery[]): void {
    for (const delivery of deliveries) {
      if (delivery.supersedes) this.supersede(delivery);
      const { channel, key, letter, session = null, fallback = null, until = null } = delivery;
      const row = { id: uuid(), channel, key, letter: JSON.stringify(letter), session, fallback, until };
      this.db.insert(
        "delivery",
        { ...row, state: "intent", since: letter.at, next: 0, reason: "" },
        "INSERT OR IGNORE",
      );
    }
  }

  async has(channel: string, key: string): Promise<boolean> {
    return this.db.row("SELECT 1 FROM delivery WHERE channel = ? AND key = ?", channel, key) !== undefined;
  }

  async due(now: number): Promise<readonly Delivery[]> {
    const sql = `${SELECT_DELIVERY} WHERE ${NOT_AT_AN_END} AND delivery.state <> 'held' AND next <= ?
      AND publication ->> 'kind' IS NOT 'pending' ORDER BY +delivery.id`;
    return this.db.rows<DeliveryRow>(sql, now).map(toDelivery);
  }

  async sending(id: string, next: number): Promise<void> {
    this.db.write("UPDATE delivery SET state = 'sent', attempts = attempts + 1, next = ? WHERE id = ?", next, id);
  }

  async arrived(id: string, messages: number, whole: boolean): Promise<void> {
    const state = whole ? "confirmed" : "intent";
    this.db.write(
      `UPDATE delivery SET state = ?, arrived = ?, attempts = 0, reason = '' WHERE id = ?`,
      state,
      messages,
      id,
    );
  }

  async postpone(id: string, { next, reason, doubtful }: Postponed): Promise<void> {
    const state = doubtful ? "sent" : "intent";
    this.db.write("UPDATE delivery SET state = ?, next = ?, reason = ? WHERE id = ?", state, next, reason, id);
  }

  async hold(id: string, reason: string, { obligation, instead }: Owed): Promise<void> {
    this.db.transaction(() => {
      const state = instead ? "dropped" : "held";
      const why = instead ? `by ${instead.channel} instead: ${reason}` : reason;
      this.db.write("UPDATE delivery SET state = ?, reason = ? WHERE id = ?", state, why, id);
      raise(this.db, obligation);
      if (instead) this.add([instead]);
    });
  }

  async drop(id: string, reason: string): Promise<boolean> {
    const sql =
      "UPDATE delivery SET state = 'dropped', reason = ? WHERE id = ? AND state IN ('intent', 'sent', 'held')";
    return this.db.write(sql, reason, id) > 0;
  }

  async retry(id: string, now: number): Promise<boolean> {
    // As one that may have arrived: a channel that can find it does, before it sends it again.
    const sql = `UPDATE delivery SET state = 'sent', attempts = 0, next = ?1, since = ?1, until = NULL
      WHERE id = ?2 AND state IN ('intent', 'sent', 'held')`;
    return this.db.write(sql, now, id) > 0;
  }

  private supersede({ channel, letter }: NewDelivery): void {
    const sql = `UPDATE delivery SET state = 'dropped', reason = 'a later one says more'
      WHERE channel = ? AND letter ->> 'to' = ? AND state IN ('intent', 'sent')`;
    this.db.write(sql, channel, letter.to);
  }
}
