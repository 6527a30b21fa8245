import { v7 as uuid } from "uuid";
import type { Effect, Postponement } from "../../contracts/effects.ts";
import { unsentKey } from "../../text/unsent-key.ts";
import type { Database } from "./database.ts";
import { raiseInNewWords } from "./obligations.ts";

/** Effects: things that the outside world is to see. */
export class EffectTable {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Inside of a transaction. */
  intend<E extends Effect>(effect: Pick<E, "kind" | "payload" | "session" | "workspace">): E {
    const { kind, payload, session, workspace } = effect;
    const id = uuid();
    this.db.insert("effect", { id, session, workspace, kind, payload: JSON.stringify(payload), state: "intent" });
    return { ...effect, id, state: "intent", attempts: 0, next: 0, reason: "" } as unknown as E;
  }

  sent(effect: string, commit: string): void {
    this.db.write("UPDATE effect SET state = 'sent', sent = ? WHERE id = ?", commit, effect);
  }

  /** Answers with its session when that has ended. Inside of a transaction. */
  confirm(effect: string): string | undefined {
    this.db.write("UPDATE effect SET state = 'confirmed' WHERE id = ?", effect);
    this.db.write("UPDATE obligation SET settled = 1 WHERE key = ? AND settled IS NULL", unsentKey(effect));
    return this.db.row<{ id: string }>(ENDED, effect)?.id;
  }

  /** Inside of a transaction. */
  postpone(effect: string, { reason, next, asked }: Postponement): void {
    const changed = this.db.write(POSTPONE, next, reason, effect);
    if (changed > 0 && asked) raiseInNewWords(this.db, asked);
  }

  hurry(session = ""): void {
    const sql = "UPDATE effect SET next = 0 WHERE state IN ('intent', 'sent') AND ?1 IN ('', session)";
    this.db.write(sql, session);
  }
}

const ENDED = `SELECT session.id FROM effect JOIN session ON session.id = effect.session
  WHERE effect.id = ? AND outcome IS NOT NULL`;

const POSTPONE =
  "UPDATE effect SET attempts = attempts + 1, next = ?, reason = ? WHERE id = ? AND state <> 'confirmed'";
