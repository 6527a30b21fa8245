import { DatabaseSync } from "node:sqlite";
import type { Usage } from "../../../../src/core/contracts/run-result.ts";

/** A session of the past, as a row. */
export interface PastSession {
  readonly id: string;
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly reason: string;
  readonly unproven?: boolean;
  readonly item?: { readonly source: string; readonly id: string; readonly title: string };
  /** Micro-dollars; null where it is not known, and what was reserved is charged. */
  readonly spent: number | null;
  readonly reserved: number;
  /** What its backend has told of. */
  readonly usage?: Usage;
}

/** So many sessions of two agents, one each two minutes up to a moment: most done, some failed, some of unknown cost. */
export function pastSessions(count: number, until: number): readonly PastSession[] {
  return Array.from({ length: count }, (_, n) => {
    const failed = n % 7 === 3;
    const item = { source: "duty", id: `duty-${n}`, title: "A duty" };
    return {
      id: `0${String(n).padStart(7, "0")}-0000-7000-8000-${String(n).padStart(12, "0")}`,
      agent: n % 3 === 0 ? "ada" : "bob",
      at: until - (count - n) * 117_000,
      kind: failed ? "failed" : "done",
      reason: failed ? "no luck" : "as asked",
      spent: n % 500 === 17 ? null : 90_000 + n,
      reserved: 2_000_000,
      item,
    };
  });
}

/** Writes them into a ledger, in one transaction. */
export function fill(file: string, sessions: readonly PastSession[]): void {
  const db = new DatabaseSync(file);
  try {
    db.exec("BEGIN");
    const session =
      db.prepare(`INSERT INTO session (id, agent, workspace, backend, fence, process, phase, started, ended, item, outcome, usage, publication)
      VALUES (?, ?, 'main', 'scripted', 0, '{"pid":1,"startTime":"1","boot":"b"}', 'commit', ?, ?, ?, ?, ?, '{"kind":"none","reason":"nothing was written"}')`);
    const reservation = db.prepare(
      "INSERT INTO reservation (session, agent, day, micros, spent, state) VALUES (?, ?, ?, ?, ?, ?)",
    );
    for (const { id, agent, at, kind, reason, unproven, item, spent, reserved, usage } of sessions) {
      const outcome = { kind, reason, ...(unproven && { unproven }) };
      session.run(
        id,
        agent,
        at - 60_000,
        at,
        item ? JSON.stringify({ tier: "primary", ...item }) : null,
        JSON.stringify(outcome),
        usage ? JSON.stringify(usage) : null,
      );
      reservation.run(
        id,
        agent,
        new Date(at).toISOString().slice(0, 10),
        reserved,
        spent,
        spent === null ? "charged" : "settled",
      );
    }
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}
