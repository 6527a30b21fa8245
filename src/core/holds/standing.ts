import { budgetFor } from "../budget/budget.ts";
import { isFree } from "../budget/paid.ts";
import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backend } from "../contracts/backend.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { BudgetPolicy } from "../contracts/policy.ts";
import { dayIn } from "../text/zone.ts";
import { askCaps } from "./asked-caps.ts";
import type { BackOff } from "./backoff.ts";
import { StopOrders } from "./stop-orders.ts";

interface Means {
  readonly backends: { get(agent: string): Pick<Backend, "free"> };
  readonly budget: BudgetPolicy;
  /** The workspace's newest commit, as far as it is known without asking again and again. */
  latest(workspace: string): Promise<string | undefined>;
}

/** A budget policy that cannot say what may be spent is asked again after so long. */
const ASKED_AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;
const LONGEST_DAY_HOURS = 26;

/** Reasons why an agent could not run, whatever it is due for: a process started only to find that out is wasted. */
export class Standing {
  private readonly fleet: Fleet;
  private readonly stopOrders: StopOrders;
  private readonly means: Means;

  constructor(fleet: Fleet, means: Means) {
    this.fleet = fleet;
    this.stopOrders = new StopOrders(fleet);
    this.means = means;
  }

  /** Hold that keeps an agent from running, and its end; undefined when there is none. */
  async against(agent: AgentDefinition): Promise<BackOff | undefined> {
    const halted = (await this.stopOrders.local(agent)) ?? (await this.committed(agent));
    if (halted !== undefined) return { until: Number.POSITIVE_INFINITY, reason: halted };
    const { zone, clock, ledger } = this.fleet;
    const now = clock.now();
    const free = await isFree(agent, this.means.backends.get(agent.name), ledger.history);
    const found = await askCaps(this.fleet, this.means.budget, agent);
    if ("wrong" in found) return { until: now + ASKED_AGAIN_MS, reason: found.wrong };
    const asked = budgetFor({ agent, caps: found.caps, free, now, zone });
    const short = await ledger.afford(agent.name, asked, now);
    return short === undefined ? undefined : { until: endOfDay(zone, now), reason: short };
  }

  /**
   * Sentence on a stop in the workspace, for agents with an `on` rule, which are looked at again and again. The others
   * find it when they start, once for each of their dues.
   */
  private async committed({ when, workspace }: AgentDefinition): Promise<string | undefined> {
    if (!when?.rules.some(({ kind }) => kind === "on")) return undefined;
    const commit = await this.means.latest(workspace);
    return commit === undefined ? undefined : this.stopOrders.inWorkspace(workspace, commit);
  }
}

/** The first whole hour of the zone's next day; its caps begin anew with it. */
function endOfDay(zone: string, now: number): number {
  const today = dayIn(zone, now);
  const hour = Math.ceil(now / HOUR_MS);
  const next = Array.from({ length: LONGEST_DAY_HOURS }, (_, n) => (hour + n) * HOUR_MS);
  return next.find((at) => dayIn(zone, at) !== today) ?? now + LONGEST_DAY_HOURS * HOUR_MS;
}
