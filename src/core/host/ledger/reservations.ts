import { describeCap, exceeded, raising, type CapWindow as Window, whyOverCap } from "../../budget/caps.ts";
import type { Obligation } from "../../contracts/fleet-history.ts";
import type { BudgetRequest, CapScope, RaisedCap } from "../../contracts/spending.ts";
import type { Database } from "./database.ts";

/** From this share of a cap on, its owner is told once. */
const NEARLY = 0.8;

/** Row of a cap notice. */
interface Notice {
  readonly key: string;
  readonly agent: string;
  readonly day: string;
  readonly cap: number;
  /** Amount that could not be reserved; 0 where the money is nearly gone. */
  readonly asked: number;
}

/** The money of the ledger. What is reserved counts as spent until it is settled. Every method runs inside a transaction. */
export class Reservations {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Reason the amount asked for cannot be reserved; undefined when it can. */
  refusal(agent: string, budget: BudgetRequest): string | undefined {
    return budget.asked === 0 ? undefined : whyOverCap(this.windows(agent, budget), budget.asked);
  }

  reserve(session: string, agent: string, { asked, day }: BudgetRequest): void {
    this.db.insert("reservation", { session, agent, day, micros: asked, state: "open" });
  }

  /** Obligations that tell the owner of a cap once a day, and no longer than that day. */
  alerts(agent: string, budget: BudgetRequest, at: number): readonly Obligation[] {
    this.db.write("UPDATE obligation SET settled = 1 WHERE key LIKE 'budget:%' AND key NOT LIKE '%:' || ?", budget.day);
    this.db.write("DELETE FROM cap_notice WHERE day < ?", budget.day);
    const near = this.windows(agent, budget).filter(({ used, cap }) => used + budget.asked >= cap * NEARLY);
    return near.map((window) => {
      const hit = window.used + budget.asked > window.cap;
      const key = `budget:${hit ? "hit" : "nearly"}:${window.scope}:${window.agent}:${budget.day}`;
      const state = hit
        ? exceeded(window, budget.asked)
        : `${share(window, budget)} % of ${describeCap(window)} is used`;
      const { scope, cap } = window;
      const figures = { scope, agent: window.agent, day: budget.day, cap, asked: hit ? budget.asked : 0 };
      this.db.insert("cap_notice", { key, ...figures }, "INSERT OR REPLACE");
      return { key, owner: "owner", action: `${state}; to raise it for today: ${raising(window)}`, at };
    });
  }

  /** Settles a session's reservation; an unknown cost is charged as it was reserved. */
  settle(session: string, spent: number | undefined): void {
    const state = spent === undefined ? "charged" : "settled";
    const sql = "UPDATE reservation SET state = ?, spent = ? WHERE session = ? AND state = 'open'";
    this.db.write(sql, state, spent ?? null, session);
    this.takeBack();
  }

  /** Raises a cap for one day; notices of the earlier cap are withdrawn where they no longer hold. */
  raise({ scope, agent, day, micros }: RaisedCap): void {
    this.db.insert("raised_cap", { scope, agent, day, micros }, "INSERT OR REPLACE");
    this.db.write("UPDATE cap_notice SET cap = ? WHERE scope = ? AND agent = ? AND day = ?", micros, scope, agent, day);
    this.takeBack();
  }

  /** Withdraws cap notices that no longer hold, now that money which was reserved and not spent is free again. */
  private takeBack(): void {
    for (const { key, agent, day, cap, asked } of this.db.rows<Notice>("SELECT * FROM cap_notice")) {
      const used = this.db.row<{ used: number }>(USED, day, agent)?.used ?? 0;
      if (asked > 0 ? used + asked > cap : used >= cap * NEARLY) continue;
      this.db.write("DELETE FROM cap_notice WHERE key = ?", key);
      this.db.write("DELETE FROM obligation WHERE key = ? AND settled IS NULL", key);
    }
  }

  private windows(agent: string, { day, agentDay, fleetDay }: BudgetRequest): readonly Window[] {
    // A clock that was days ahead has put its spending on days that are still to come: it was spent today.
    this.db.write("UPDATE reservation SET day = ?1 WHERE day > date(?1, '+1 day')", day);
    return [
      ...this.window({ scope: "agent-day", agent, cap: agentDay }, day),
      ...this.window({ scope: "fleet-day", agent: "*", cap: fleetDay }, day),
    ];
  }

  private window(
    { scope, agent, cap }: { scope: CapScope; agent: string; cap: number | undefined },
    day: string,
  ): Window[] {
    const sql = "SELECT micros FROM raised_cap WHERE scope = ? AND agent = ? AND day = ?";
    const raised = this.db.row<{ micros: number }>(sql, scope, agent, day)?.micros;
    const inForce = raised ?? cap;
    if (inForce === undefined) return [];
    const used = this.db.row<{ used: number }>(USED, day, agent)?.used ?? 0;
    return [{ scope, agent, cap: inForce, used }];
  }
}

/** A clock that was set back over midnight opens no window again: later days count, too. */
const USED = `SELECT coalesce(sum(coalesce(spent, micros)), 0) AS used FROM reservation
  WHERE day >= ?1 AND (agent = ?2 OR ?2 = '*')`;

const share = ({ used, cap }: Window, { asked }: BudgetRequest) => Math.floor((100 * (used + asked)) / cap);
