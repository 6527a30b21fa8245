import type { Claim, HoldTime } from "../../contracts/claims.ts";
import type { Settlement } from "../../contracts/settlement.ts";
import type { Verdict } from "../../contracts/verdict.ts";
import type { ItemRef, WorkItem } from "../../contracts/work.ts";
import { identityOf } from "../../text/item-identity.ts";
import { allow, refuse } from "../../text/verdict.ts";
import { isClaimOver } from "../../work/claim-over.ts";
import { claimAfter, whyNotTaken } from "./claims.ts";
import type { Database } from "./database.ts";

interface Holder {
  readonly session: string;
  readonly agent: string;
  readonly workspace: string;
}

/** The claims of the ledger. Every method runs inside a transaction. */
export class Claims {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  take({ session, agent, workspace }: Holder, item: WorkItem, now?: number): Verdict {
    const { source, id } = identityOf(item);
    const whose = ownerOf(workspace, item);
    const before = this.claim(whose, { source, id });
    const refusal = whyNotTaken(before, item.rev, now);
    if (refusal) return refuse(refusal);
    const attempts = before?.rev === item.rev ? before.attempts : 0;
    const held = { workspace: whose, source, item: id, rev: item.rev, session, attempts };
    this.put({ ...held, holder: `${agent}, session ${session}` });
    const { title, tier } = item;
    this.db.write("UPDATE session SET item = ? WHERE id = ?", JSON.stringify({ source, id, title, tier }), session);
    return allow;
  }

  free(session: string): void {
    this.db.write("UPDATE claim SET state = 'free', session = NULL WHERE session = ?", session);
    this.db.write("UPDATE session SET item = NULL WHERE id = ? AND outcome IS NULL", session);
  }

  hold(person: string, workspace: string, item: WorkItem, { until, now }: HoldTime = FOR_GOOD): Verdict {
    const whose = ownerOf(workspace, item);
    const before = this.claim(whose, item);
    const isTheirs = before?.session === null && before.holder === person && before.until > 0;
    if (before?.state === "held" && !isTheirs && !isClaimOver(before, now)) return refuse(`held by ${before.holder}`);
    const { source, id, rev } = item;
    this.put({ workspace: whose, source, item: id, rev, session: null, attempts: 0, holder: person }, until);
    return allow;
  }

  /** In the name of a person: what was written into the claim last is noted, and the claim itself is gone. */
  release(workspace: string, { source, id }: ItemRef, by: string): boolean {
    const which = "WHERE workspace IN (?, ?) AND source = ? AND item = ? AND session IS NULL";
    const named = [workspace, FLEET, source, id];
    this.db.write(`UPDATE claim SET state = 'free', holder = ?, reason = 'released' ${which}`, by, ...named);
    return this.db.write(`DELETE FROM claim ${which}`, ...named) > 0;
  }

  /** Answers with the claim when its item is in quarantine now. */
  settle({ session, outcome, publication, retryAt = 0 }: Omit<Settlement, "at">): Claim | undefined {
    const held = this.db.row<Claim>("SELECT * FROM claim WHERE session = ? AND state = 'held'", session);
    if (!held) return undefined;
    const { state, attempts, reason } = claimAfter(held, outcome, publication);
    this.db.write(SETTLE, state, attempts, `${reason} (session ${session})`, retryAt, session);
    return state === "quarantined" ? held : undefined;
  }

  heldBy(session: string): { readonly workspace: string; readonly source: string; readonly item: string } | undefined {
    return this.db.row("SELECT workspace, source, item FROM claim WHERE session = ? AND state = 'held'", session);
  }

  reopen(session: string, reason: string): void {
    this.db.write(REOPEN, reason, session);
  }

  /** Offers an item again, once the condition that it was held back for is met. */
  offerAgain(session: string): void {
    this.db.write(OFFER_AGAIN, session);
  }

  private claim(workspace: string, { source, id }: ItemRef): Claim | undefined {
    return this.db.row("SELECT * FROM claim WHERE workspace = ? AND source = ? AND item = ?", workspace, source, id);
  }

  private put(held: Omit<Claim, "state" | "reason" | "until"> & { readonly workspace: string }, until = 0): void {
    this.db.insert("claim", { ...held, state: "held", reason: "", until }, "INSERT OR REPLACE");
  }
}

const FOR_GOOD: HoldTime = { now: 0, until: 0 };

/** In the place of a workspace's name, which is never that. */
export const FLEET = "*";

const ownerOf = (workspace: string, { shared }: WorkItem) => (shared ? FLEET : workspace);

const SETTLE = "UPDATE claim SET state = ?, attempts = ?, reason = ?, until = ?, session = NULL WHERE session = ?";

const OFFER_AGAIN = `UPDATE claim SET until = 0 WHERE state = 'free' AND EXISTS (SELECT 1 FROM session WHERE session.id = ?
  AND claim.workspace IN (session.workspace, '${FLEET}') AND item ->> 'source' = claim.source AND item ->> 'id' = claim.item)`;

/** An item that ended well is open again when its work turns out not to fit. */
const REOPEN = `UPDATE claim SET state = 'free', reason = ?1 WHERE state = 'done' AND EXISTS (SELECT 1 FROM session
  WHERE session.id = ?2 AND claim.workspace IN (session.workspace, '${FLEET}')
    AND item ->> 'source' = claim.source AND item ->> 'id' = claim.item)`;
