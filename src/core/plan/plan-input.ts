import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backends } from "../contracts/backend.ts";
import type { Accrual, DueRecord } from "../contracts/due-record.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { BudgetPolicy, DispatchPolicy } from "../contracts/policy.ts";
import { timeAccrual } from "../dues/accrual.ts";
import { backOffOf } from "../holds/backoff.ts";
import { pauseOf } from "../holds/pause.ts";
import { StopOrders } from "../holds/stop-orders.ts";
import { dayIn } from "../text/zone.ts";
import { isTimeRule } from "../when/time-rule.ts";
import type { PlanInput, PlannedAgent } from "./planned.ts";
import { USUAL_SESSIONS, usualSessionOf } from "./usual-session.ts";

/** Parts that a fleet's plan is made from, besides the ledger's facts. */
export interface Planning {
  readonly fleet: Fleet;
  readonly backends: Backends;
  readonly budget: BudgetPolicy;
  readonly dispatch: DispatchPolicy;
}

interface PlannedTime {
  readonly from: number;
  readonly to: number;
}

/** Everything a plan is made from, as it stands now: asks the ledger, changes nothing. */
export async function planInputOf(planning: Planning, { from, to }: PlannedTime): Promise<PlanInput> {
  const { fleet, dispatch } = planning;
  const { history } = fleet.ledger;
  const { zone, slots, catchUp } = fleet;
  const day = dayIn(zone, Math.min(from, fleet.clock.now()));
  const [reserved, raised] = await Promise.all([history.reservations(day), history.raisedCaps(dayIn(zone, from))]);
  const spent = reserved.map((one) => ({ day: one.day, agent: one.agent, micros: one.spent ?? one.micros }));
  const isNow = from <= fleet.clock.now() + 60_000;
  const agents: PlannedAgent[] = [];
  for (const agent of fleet.agents) agents.push(await plannedAgent(planning, agent, isNow));
  return { from, to, zone, slots, catchUp, agents, dispatch, spent, raised };
}

/** State of an agent. Of a plan that begins later, only the lasting facts are known. */
async function plannedAgent(planning: Planning, agent: AgentDefinition, isNow: boolean): Promise<PlannedAgent> {
  const { fleet, backends, budget } = planning;
  const { history } = fleet.ledger;
  const sessions = await history.sessions({ agent: agent.name, limit: USUAL_SESSIONS });
  const [last] = sessions;
  const known = { agent, caps: budget.caps(agent), free: backends.get(agent.name).free ?? false };
  const atWork = (await history.openSessions()).find((session) => session.agent === agent.name);
  return {
    ...known,
    habit: usualSessionOf(sessions, known),
    stopped: await new StopOrders(fleet).local(agent),
    held: await heldBack(planning, agent, sessions),
    last: last && { startedAt: last.startedAt, ...(last.endedAt !== undefined && { endedAt: last.endedAt }) },
    isAtWork: isNow && atWork !== undefined && fleet.processes.isAlive(atWork.process),
    pending: isNow ? await pendingOf(fleet, agent) : [],
  };
}

async function heldBack({ fleet }: Planning, { backend }: AgentDefinition, sessions: readonly SessionRecord[]) {
  const latest = await fleet.ledger.history.sessions({ backend: backend.use, limit: USUAL_SESSIONS });
  return pauseOf(latest, fleet.clock.now()) ?? backOffOf(sessions);
}

/** Dues of an agent: as written down, and those that its rules have brought since then. */
async function pendingOf(fleet: Fleet, agent: AgentDefinition): Promise<readonly DueRecord[]> {
  const { history } = fleet.ledger;
  const now = fleet.clock.now();
  const written = (await history.pending()).filter((due) => due.agent === agent.name && (due.until ?? now) > now);
  const cursors = await history.cursors();
  const accruals = (agent.when?.rules ?? []).filter(isTimeRule).map((rule): Accrual | undefined => {
    const since = cursors.find((cursor) => cursor.agent === agent.name && cursor.rule === rule.text)?.upto;
    // The plan's own first moment is the plan's.
    return timeAccrual(rule, { agent, since, now: now - 1, catchUp: fleet.catchUp, newId: () => rule.text });
  });
  const unwritten = accruals.flatMap((accrual) => accrual?.dues ?? []).filter(({ state }) => state === "pending");
  const isOvertaken = (due: DueRecord) => unwritten.some(({ rule }) => rule === due.rule);
  return [...written.filter((due) => !isOvertaken(due)), ...unwritten];
}
