import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { HealthCheck, HealthQuestion, WorkspaceFacts } from "../contracts/health.ts";
import type { BudgetPolicy } from "../contracts/policy.ts";
import { unmet } from "../dues/unmet.ts";
import { troublesSince } from "./troubles.ts";

/** Milliseconds that a remote may take to answer. */
const MAX_QUESTION_MS = 50_000;

/** Checks of a fleet, and the policy its money is spent by. */
interface Asking {
  readonly checks: readonly HealthCheck[];
  readonly budget: BudgetPolicy;
  readonly needsYou: HealthQuestion["needsYou"];
}

/** Question to a check, about an agent or about the fleet: the facts as they are now. */
export async function questionOf(
  fleet: Fleet,
  { checks, budget, needsYou }: Asking,
  signal: AbortSignal,
  agent?: AgentDefinition,
): Promise<HealthQuestion> {
  const { agents, zone, healthEvery: every, clock, ledger, locks } = fleet;
  const { history } = ledger;
  const now = clock.now();
  const made = new Map((await history.healthRuns()).map(({ check, subject, at }) => [`${check} ${subject}`, at]));
  const runs = checks
    .filter(({ about }) => about === "fleet")
    .map(({ name: check }) => ({ check, at: made.get(`${check} `) }))
    .map(({ check, at }) => ({ check, ...(at !== undefined && { at }) }));
  let workspaces: Promise<readonly WorkspaceFacts[]> | undefined;
  return {
    now,
    zone,
    agents,
    every,
    history,
    runs,
    ...(agent && { agent }),
    caps: (one) => budget.caps(one),
    workspaces: () =>
      (workspaces ??= workspacesOf(fleet, AbortSignal.any([signal, AbortSignal.timeout(MAX_QUESTION_MS)]))),
    locks: () => locks.held(),
    unmet: (late) => unmetIn(fleet, now, late),
    needsYou,
    troubles: (since) => troublesSince(fleet, since),
  };
}

async function workspacesOf(fleet: Fleet, signal: AbortSignal): Promise<readonly WorkspaceFacts[]> {
  const names = [...new Set(fleet.agents.map(({ workspace }) => workspace))];
  return Promise.all(names.map((name) => readWorkspaceFacts(fleet, name, signal)));
}

async function readWorkspaceFacts({ workspaces }: Fleet, name: string, signal: AbortSignal): Promise<WorkspaceFacts> {
  const workspace = workspaces.get(name);
  const { ok: current, commit } = await workspace.fetch(signal);
  const known = { name, branch: workspace.branch, current };
  if (commit === undefined) return { ...known, lastChange: async () => undefined, contains: async () => false };
  return {
    ...known,
    commit,
    lastChange: (path) => workspace.lastChange(commit, path),
    contains: (other) => workspace.contains(commit, other).catch(() => false),
  };
}

async function unmetIn({ agents, ledger: { history } }: Fleet, now: number, late: number) {
  const [cursors, pending, stops] = [await history.cursors(), await history.pending(), await history.stops()];
  const atWork = (await history.openSessions()).map(({ agent }) => agent);
  return unmet({ agents, cursors, pending, atWork, stops }, now, late);
}
