import { budgetFor, reservedFor } from "../budget/budget.ts";
import { isFree } from "../budget/paid.ts";
import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backends } from "../contracts/backend.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Lock } from "../contracts/locks.ts";
import type { BudgetPolicy } from "../contracts/policy.ts";
import type { Due, Rested, Session } from "../contracts/session.ts";
import { MidwatchError } from "../errors.ts";
import { askCaps } from "../holds/asked-caps.ts";

/** Opens sessions: writes in the ledger that a due has one, with its reservation. */
export class Opening {
  private readonly fleet: Fleet;
  private readonly backends: Backends;
  private readonly budget: BudgetPolicy;

  constructor(fleet: Fleet, backends: Backends, budget: BudgetPolicy) {
    this.fleet = fleet;
    this.backends = backends;
    this.budget = budget;
  }

  /** The caller holds the agent's lock. */
  async open(agent: AgentDefinition, due: Due, lock: Lock): Promise<Session | Rested> {
    const { ledger, clock, folders, processes, slots, ownFiles } = this.fleet;
    const [id, startedAt] = [folders.newId(), clock.now()];
    const free = await isFree(agent, this.backends.get(agent.name), ledger.history);
    const found = await askCaps(this.fleet, this.budget, agent);
    if ("wrong" in found) throw new MidwatchError(found.wrong);
    const { caps } = found;
    const budget = budgetFor({ agent, caps, free, now: startedAt, zone: this.fleet.zone });
    const files = ownFiles?.();
    const opened = await ledger.open({
      session: id,
      agent: agent.name,
      workspace: agent.workspace,
      backend: agent.backend.use,
      due,
      budget,
      at: startedAt,
      slots,
      process: processes.self,
      ...(files && { files }),
    });
    if (!opened.ok) return { kind: opened.kind === "busy" ? "busy" : "rest", reason: opened.reason };
    const allowance = budget.asked > 0 ? { allowance: budget.asked } : {};
    const limit = reservedFor({ agent, caps, free: false });
    return {
      id,
      agent,
      due,
      fence: opened.fence,
      startedAt,
      folder: folders.path(id),
      lock,
      ...allowance,
      ...(limit > 0 && { limit }),
    };
  }
}
