import { v7 as uuid } from "uuid";
import type {
  Claim,
  Effect,
  History,
  Ledger,
  Obligation,
  Opened,
  OpenRequest,
  Settlement,
} from "../../contracts/ledger.ts";
import type { Due, PhaseName, Publication } from "../../contracts/session.ts";
import { allow, refuse, type Verdict } from "../../contracts/verdict.ts";
import { type Considered, type ItemRef, identityOf, type WorkItem } from "../../contracts/work.ts";
import { MidwatchError } from "../../errors.ts";
import { claimAfter, quarantine, whyNotTaken } from "./claims.ts";
import type { Database } from "./database.ts";
import { SqliteHistory } from "./history.ts";

/** The ledger in one file. Each command is one transaction, on the disk when it answers. */
export class SqliteLedger implements Ledger {
  readonly history: History;
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
    this.history = new SqliteHistory(db);
  }

  async open(request: OpenRequest): Promise<Opened> {
    return this.db.transaction(() => {
      const refusal = this.whyNotOpen(request);
      this.record(
        request.agent,
        request.due,
        refusal ? { state: "skipped", reason: refusal } : { state: "ran", session: request.session },
      );
      if (refusal) return { ok: false, reason: refusal };
      const fence = this.nextFence();
      const { session, agent, workspace, process, at } = request;
      this.db.insert("session", {
        id: session,
        agent,
        workspace,
        fence,
        process: JSON.stringify(process),
        phase: "status",
        started: at,
      });
      return { ok: true, fence };
    });
  }

  async skip(agent: string, due: Due, reason: string): Promise<void> {
    this.db.transaction(() => this.record(agent, due, { state: "skipped", reason }));
  }

  async enter(session: string, phase: PhaseName): Promise<void> {
    this.own(session, "UPDATE session SET phase = ? WHERE id = ? AND outcome IS NULL", phase, session);
  }

  async based(session: string, base: string): Promise<void> {
    this.own(session, "UPDATE session SET base = ? WHERE id = ? AND outcome IS NULL", base, session);
  }

  async consider(session: string, considered: readonly Considered[]): Promise<void> {
    this.db.transaction(() => {
      this.openSession(session);
      for (const [n, { item, taken, reason }] of considered.entries())
        this.db.insert("candidate", {
          session,
          n,
          source: item.source,
          item: item.id,
          title: item.title,
          rev: item.rev,
          tier: item.tier,
          taken: Number(taken),
          reason,
        });
    });
  }

  async take(session: string, item: WorkItem): Promise<Verdict> {
    return this.db.transaction(() => {
      const { agent, workspace } = this.openSession(session);
      const { source, id } = identityOf(item);
      const before = this.claim(workspace, { source, id });
      const refusal = whyNotTaken(before, item.rev);
      if (refusal) return refuse(refusal);
      const attempts = before?.rev === item.rev ? before.attempts : 0;
      const held = { workspace, source, item: id, rev: item.rev, session, attempts };
      this.db.insert(
        "claim",
        { ...held, holder: `${agent}, session ${session}`, state: "held", reason: "", until: 0 },
        "INSERT OR REPLACE",
      );
      const { title, tier } = item;
      this.db.write("UPDATE session SET item = ? WHERE id = ?", JSON.stringify({ source, id, title, tier }), session);
      return allow;
    });
  }

  async free(session: string): Promise<void> {
    this.db.transaction(() => {
      this.openSession(session);
      this.db.write("UPDATE claim SET state = 'free', session = NULL WHERE session = ?", session);
      this.db.write("UPDATE session SET item = NULL WHERE id = ? AND outcome IS NULL", session);
    });
  }

  async intend<E extends Effect>(effect: Pick<E, "kind" | "payload" | "session" | "workspace">): Promise<E> {
    const { kind, payload, session, workspace } = effect;
    const id = uuid();
    return this.db.transaction(() => {
      // Whoever has lost its session may still say what it has rescued, and nothing else.
      if (kind !== "rescue") this.openSession(session);
      this.db.insert("effect", { id, session, workspace, kind, payload: JSON.stringify(payload), state: "intent" });
      return { ...effect, id, state: "intent" } as unknown as E;
    });
  }

  async sent(effect: string, commit: string): Promise<void> {
    this.db.write("UPDATE effect SET state = 'sent', sent = ? WHERE id = ?", commit, effect);
  }

  async confirm(effect: string): Promise<void> {
    this.db.write("UPDATE effect SET state = 'confirmed' WHERE id = ?", effect);
  }

  async hold(person: string, workspace: string, item: WorkItem): Promise<Verdict> {
    return this.db.transaction(() => {
      const before = this.claim(workspace, item);
      if (before?.state === "held") return refuse(`held by ${before.holder}`);
      const held = { workspace, source: item.source, item: item.id, rev: item.rev, session: null, attempts: 0 };
      const row = { ...held, holder: person, state: "held", reason: "", until: 0 };
      this.db.insert("claim", row, "INSERT OR REPLACE");
      return allow;
    });
  }

  async release(workspace: string, { source, id }: { source: string; id: string }): Promise<boolean> {
    return this.db.transaction(() => {
      this.db.write("UPDATE obligation SET settled = 1 WHERE key = ?", `quarantine:${source}:${id}`);
      const sql = "DELETE FROM claim WHERE workspace = ? AND source = ? AND item = ? AND session IS NULL";
      return this.db.write(sql, workspace, source, id) > 0;
    });
  }

  async oblige(obligation: Obligation): Promise<void> {
    this.db.transaction(() => this.raise(obligation));
  }

  async fulfil(key: string): Promise<boolean> {
    return this.db.write("UPDATE obligation SET settled = 1 WHERE key = ? AND settled IS NULL", key) > 0;
  }

  async settle({ session, at, outcome, publication, usage, retryAt = 0 }: Settlement): Promise<void> {
    this.db.transaction(() => {
      const sql =
        "UPDATE session SET ended = ?, outcome = ?, publication = ?, usage = ? WHERE id = ? AND outcome IS NULL";
      const facts = [JSON.stringify(outcome), JSON.stringify(publication), usage ? JSON.stringify(usage) : null];
      if (this.db.write(sql, at, ...facts, session) === 0) throw ended(session);
      const held = this.db.row<Claim>("SELECT * FROM claim WHERE session = ? AND state = 'held'", session);
      if (!held) return;
      const { state, attempts, reason } = claimAfter(held, outcome, publication);
      const changed = [state, attempts, `${reason} (session ${session})`, retryAt, session];
      this.db.write(
        "UPDATE claim SET state = ?, attempts = ?, reason = ?, until = ?, session = NULL WHERE session = ?",
        ...changed,
      );
      if (state === "quarantined") this.raise(quarantine(held, at));
    });
  }

  close(): void {
    this.db.close();
  }

  async republish(session: string, publication: Publication): Promise<void> {
    this.db.transaction(() => {
      this.db.write("UPDATE session SET publication = ? WHERE id = ?", JSON.stringify(publication), session);
      if (publication.kind === "rescued") this.db.write(REOPEN, `its work ${publication.reason}`, session);
    });
  }

  private own(session: string, sql: string, ...values: string[]): void {
    if (this.db.write(sql, ...values) === 0) throw ended(session);
  }

  private openSession(id: string): { agent: string; workspace: string } {
    const sql = "SELECT agent, workspace FROM session WHERE id = ? AND outcome IS NULL";
    const row = this.db.row<{ agent: string; workspace: string }>(sql, id);
    if (!row) throw ended(id);
    return row;
  }

  private claim(workspace: string, { source, id }: ItemRef): Claim | undefined {
    return this.db.row("SELECT * FROM claim WHERE workspace = ? AND source = ? AND item = ?", workspace, source, id);
  }

  private whyNotOpen({ agent, slots }: OpenRequest): string | undefined {
    const open = this.db.rows<{ id: string; agent: string }>("SELECT id, agent FROM session WHERE outcome IS NULL");
    const own = open.find((session) => session.agent === agent);
    if (own) return `busy: ${agent} has session ${own.id} open`;
    if (open.length >= slots) return `busy: all ${slots} slots are taken, by ${open.map((s) => s.agent).join(", ")}`;
    return undefined;
  }

  private record(agent: string, due: Due, became: { state: string; reason?: string; session?: string }): void {
    const { id, rule, from, duty } = due;
    const { state, reason = due.reason, session = null } = became;
    this.db.insert("due", { id, rule, agent, from, to: from, duty: Number(duty), state, reason, session });
  }

  private nextFence(): number {
    this.db.write("UPDATE meta SET value = value + 1 WHERE name = 'fence'");
    return this.db.row<{ value: number }>("SELECT value FROM meta WHERE name = 'fence'")?.value ?? 0;
  }

  private raise({ key, owner, action, at }: Obligation): void {
    this.db.insert("obligation", { key, owner, action, at }, "INSERT OR IGNORE");
  }
}

/** An item that ended well is open again when its work turns out not to fit. */
const REOPEN = `UPDATE claim SET state = 'free', reason = ?1 WHERE state = 'done' AND EXISTS (SELECT 1 FROM session
  WHERE session.id = ?2 AND session.workspace = claim.workspace
    AND item ->> 'source' = claim.source AND item ->> 'id' = claim.item)`;

/** Whoever writes in the name of a session that has been ended has lost it: it may only rescue. */
const ended = (session: string) => new MidwatchError(`session ${session} has been ended by another process`);
