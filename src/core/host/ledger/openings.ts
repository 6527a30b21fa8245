import type { Due } from "../../contracts/session.ts";
import type { Opened, OpenRequest } from "../../contracts/settlement.ts";
import type { BudgetRequest } from "../../contracts/spending.ts";
import type { Stop } from "../../contracts/stops.ts";
import type { Database } from "./database.ts";
import type { Dues } from "./dues.ts";
import { raiseOnce } from "./obligations.ts";
import type { Reservations } from "./reservations.ts";
import { keepRevision } from "./revisions.ts";

type Refusal = Pick<Extract<Opened, { ok: false }>, "kind" | "reason">;

const busy = (reason: string): Refusal => ({ kind: "busy", reason });

/** Opens sessions, or says why not. Inside of a transaction. */
export class Openings {
  private readonly db: Database;
  private readonly dues: Dues;
  private readonly money: Reservations;

  constructor(db: Database, dues: Dues, money: Reservations) {
    this.db = db;
    this.dues = dues;
    this.money = money;
  }

  open(request: OpenRequest): Opened {
    const { session, agent, due, budget, at } = request;
    const refusal = this.whyNotOpen(request);
    for (const alert of this.money.alerts(agent, budget, at)) raiseOnce(this.db, alert);
    if (refusal) {
      this.turnDown(agent, due, refusal);
      return { ok: false, ...refusal };
    }
    this.dues.end(agent, due, { state: "ran", reason: due.reason, session });
    this.dues.coalesce(request);
    return { ok: true, fence: this.begin(request) };
  }

  /** Reason a session cannot be paid for, which its owner is told; undefined when it can. */
  whyUnaffordable(agent: string, budget: BudgetRequest, at: number): string | undefined {
    const refusal = this.money.refusal(agent, budget);
    if (refusal !== undefined) for (const alert of this.money.alerts(agent, budget, at)) raiseOnce(this.db, alert);
    return refusal;
  }

  /**
   * Reason a session cannot be opened now: a person's word comes first; conditions that pass by themselves come last.
   */
  private whyNotOpen({ agent, slots, due, budget }: OpenRequest): Refusal | undefined {
    const open = this.db.rows<{ id: string; agent: string }>("SELECT id, agent FROM session WHERE outcome IS NULL");
    const own = open.find((session) => session.agent === agent);
    if (own) return busy(`busy: ${agent} has session ${own.id} open`);
    const no = this.whyStopped(agent) ?? this.dues.whyOver(due) ?? this.money.refusal(agent, budget);
    if (no !== undefined) return { kind: "refused", reason: no };
    if (open.length >= slots)
      return busy(`busy: all ${slots} slots are taken, by ${open.map((s) => s.agent).join(", ")}`);
    return undefined;
  }

  private whyStopped(agent: string): string | undefined {
    const [stop] = this.db.rows<Stop>("SELECT * FROM stop WHERE scope IN ('*', ?) ORDER BY at", agent);
    return stop && `stopped by ${stop.owner} at ${new Date(stop.at).toISOString()}: ${stop.reason}`;
  }

  /** A due that can wait for what passes by itself does. */
  private turnDown(agent: string, due: Due, { kind, reason }: Refusal): void {
    if (kind === "busy" && due.until !== undefined) this.dues.wait(due.id, reason);
    else this.dues.end(agent, due, { state: "skipped", reason });
  }

  private begin({ session, agent, workspace, backend, process, at, budget, files }: OpenRequest): number {
    const fence = this.nextFence();
    const revision = files ? keepRevision(this.db, files, at) : null;
    const begun = { phase: "status", started: at, process: JSON.stringify(process), revision };
    this.db.insert("session", { id: session, agent, workspace, backend, fence, ...begun });
    this.money.reserve(session, agent, budget);
    return fence;
  }

  private nextFence(): number {
    this.db.write("UPDATE meta SET value = value + 1 WHERE name = 'fence'");
    return this.db.row<{ value: number }>("SELECT value FROM meta WHERE name = 'fence'")?.value ?? 0;
  }
}
