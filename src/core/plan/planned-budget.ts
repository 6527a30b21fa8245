import { type CapWindow, whyOverCap } from "../budget/caps.ts";
import type { Caps } from "../contracts/policy.ts";
import type { CapScope } from "../contracts/spending.ts";
import type { PlanInput } from "./planned.ts";

/** Money of a plan: a reservation counts as spent until it is settled, as in the ledger. */
export class PlannedBudget {
  /** By day, then by agent; "*" is the fleet. */
  private readonly used = new Map<string, Map<string, number>>();
  private readonly raised = new Map<string, number>();

  constructor({ spent, raised }: Pick<PlanInput, "spent" | "raised">) {
    for (const { day, agent, micros } of spent) this.add(agent, day, micros);
    for (const { scope, agent, day, micros } of raised) this.raised.set(key(scope, agent, day), micros);
  }

  /** Reason why a session of an agent may not begin on a day; undefined when it may. */
  refusal(
    agent: string,
    day: string,
    { asked, caps }: { readonly asked: number; readonly caps: Caps },
  ): string | undefined {
    if (asked === 0) return undefined;
    const windows = [
      this.window("agent-day", agent, caps.agentDay, day),
      this.window("fleet-day", "*", caps.fleetDay, day),
    ];
    return whyOverCap(
      windows.filter((window) => window !== undefined),
      asked,
    );
  }

  /** Adds to what an agent has used of a day; less than nothing gives back. */
  add(agent: string, day: string, micros: number): void {
    if (micros === 0) return;
    const today = this.used.get(day) ?? new Map<string, number>();
    this.used.set(day, today);
    today.set(agent, (today.get(agent) ?? 0) + micros);
    today.set("*", (today.get("*") ?? 0) + micros);
  }

  private window(scope: CapScope, agent: string, declared: number | undefined, day: string): CapWindow | undefined {
    const anew = this.raised.size === 0 ? undefined : this.raised.get(key(scope, agent, day));
    const cap = anew ?? declared;
    return cap === undefined ? undefined : { scope, agent, cap, used: this.used.get(day)?.get(agent) ?? 0 };
  }
}

const key = (scope: CapScope, agent: string, day: string) => `${scope} ${agent} ${day}`;
