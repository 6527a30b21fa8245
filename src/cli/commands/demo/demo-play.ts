import type { Ended } from "../../../core/contracts/session.ts";
import { DUTY_SOURCE } from "../../../core/work/duty.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";

/** Something the demo shows: an agent ends an item of a source. */
interface Goal {
  readonly agent: string;
  readonly source: string;
}

/** The Strategist plans, the Trader trades, Content tells of it; agents that were added come after them. */
const ORDER = ["content", "trader", "strategist"];

/** A goal may need more than one session: an earlier run's leftovers come first. */
const TRIES = 3;

/** Every agent's duty, then one item of each source that somebody takes: all in the ordinary way. */
export async function playDemo(fleet: OpenFleet): Promise<{ ids: readonly string[]; missing: readonly string[] }> {
  const ids: string[] = [];
  const missing: string[] = [];
  for (const goal of goalsOf(fleet)) {
    const sessions = await play(fleet, goal);
    ids.push(...sessions.map(({ id }) => id));
    if (!sessions.some((session) => reaches(session, goal))) missing.push(`${goal.agent}, ${goal.source}`);
    if (fleet.signal.aborted) break;
  }
  return { ids, missing };
}

function goalsOf({ agents }: OpenFleet): Goal[] {
  const all = agents.names
    .map((name) => agents.get(name))
    .toSorted((a, b) => ORDER.indexOf(b.name) - ORDER.indexOf(a.name));
  const duties = all.filter(({ work }) => work.includes(DUTY_SOURCE));
  const others = all.flatMap(({ name, work }) => work.map((source) => ({ agent: name, source })));
  return [
    ...duties.map(({ name }) => ({ agent: name, source: DUTY_SOURCE })),
    ...others.filter(({ source }) => source !== DUTY_SOURCE),
  ];
}

async function play({ watch, agents, signal }: OpenFleet, goal: Goal): Promise<Ended[]> {
  const sessions: Ended[] = [];
  const duty = goal.source === DUTY_SOURCE;
  while (sessions.length < TRIES && !sessions.some((session) => reaches(session, goal)) && !signal.aborted) {
    const result = await watch.run(agents.get(goal.agent), { rule: "demo", duty }, signal);
    if (!("outcome" in result)) break;
    sessions.push(result);
  }
  return sessions;
}

const reaches = ({ item, outcome, publication }: Ended, { source }: Goal) =>
  item?.source === source && outcome.kind === "done" && publication.kind === "published";
