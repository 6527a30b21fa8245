import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import type { PlanInput, PlannedAgent } from "../../../src/core/plan/planned.ts";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import type { Host } from "../../../src/index.ts";
import { schedule } from "../../../src/policies/dispatch/schedule.ts";
import { KNOWN } from "../when/calendars.ts";

export const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const;

/** Monday; Thursday is Thanksgiving. */
export const MONDAY = Date.parse("2026-11-23T00:00:00Z");

export type Whens = Readonly<Record<string, readonly string[]>>;

const agentsWith = (whens: Whens, zone = "UTC"): AgentDefinition[] =>
  Object.entries(whens).map(([name, texts]) => {
    const when = parseWhen(texts, { ...KNOWN, zone, agents: Object.keys(whens) });
    if (!isWhen(when)) throw new Error(JSON.stringify(when));
    const parts = { workspace: "w", backend: { use: name }, work: ["duty"], limits: { minutes: 60 }, folder: "" };
    return { name, description: name, instructions: "", when, ...parts };
  });

interface Wanted extends Partial<Omit<PlanInput, "agents">> {
  /** For each agent. */
  readonly standing?: Readonly<Record<string, Partial<PlannedAgent>>>;
}

/** A week of agents whose sessions take twelve minutes and a dollar, two reserved, without a cap. */
export function prospect(whens: Whens, { standing = {}, ...wanted }: Wanted = {}): PlanInput {
  const from = wanted.from ?? MONDAY;
  const usual = { ms: 12 * MINUTE, micros: 1_000_000, basis: "as its last 5 sessions" };
  const known = { caps: { run: 2_000_000 }, free: false, habit: usual, stopped: undefined, held: undefined };
  const agents = agentsWith(whens, wanted.zone).map((agent) => {
    return { agent, ...known, last: undefined, isAtWork: false, pending: [], ...standing[agent.name] };
  });
  const dispatch = schedule.create({}, {} as Host);
  const span = { from, to: from + 7 * DAY };
  return { zone: "UTC", slots: 4, catchUp: DAY, dispatch, spent: [], raised: [], ...span, ...wanted, agents };
}
