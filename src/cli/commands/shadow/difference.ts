import type { Did, ShadowLook, Would } from "./record.ts";

/** A run of the one and of the other that are the same. */
interface Pair {
  readonly did: Did;
  readonly would: Would;
  /** Milliseconds that midwatch would have begun after it; negative for before. */
  readonly later: number;
}

/** An old run that midwatch would not have made, and what it says to that. */
interface Missed {
  readonly did: Did;
  readonly reason: string;
}

/** Old runs beside those that midwatch would have made. */
export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly same: readonly Pair[];
  readonly missed: readonly Missed[];
  readonly extra: readonly Would[];
  /** Micro-dollars of all that midwatch would have run, and of the runs that are missed and extra alone. */
  readonly micros: { readonly would: number; readonly missed: number; readonly extra: number };
  readonly notes: readonly string[];
}

/** So far apart, two runs are the same one. */
const WITHIN_MS = 30 * 60_000;

/** Compares what was recorded. Each run is matched once, the nearest first. */
export function differenceIn(looks: readonly ShadowLook[], within = WITHIN_MS): Difference {
  const would = looks.flatMap((look) => look.would);
  const did = looks.flatMap((look) => look.did);
  const runs = would.filter(({ fate }) => fate === "runs");
  const taken = new Set(did.flatMap(({ agents }) => agents));
  const pairs = matched(did, runs, { within, taken });
  const same = pairs.toSorted((a, b) => a.did.at - b.did.at);
  const missed = did.filter((one) => !pairs.some((pair) => pair.did === one));
  const extra = runs.filter((one) => !pairs.some((pair) => pair.would === one));
  return {
    from: Math.min(...looks.map((look) => look.from)),
    to: Math.max(...looks.map((look) => look.to)),
    same,
    missed: missed.map((one) => ({ did: one, reason: reasonFor(one, would, { within, taken }) })),
    extra,
    micros: { would: costOfAll(runs), missed: missed.length * usualCost(runs), extra: costOfAll(extra) },
    notes: [...new Set(looks.flatMap((look) => look.notes))],
  };
}

interface Matching {
  readonly within: number;
  /** Agents that stand for some job. */
  readonly taken: ReadonlySet<string>;
}

function matched(did: readonly Did[], runs: readonly Would[], matching: Matching): Pair[] {
  const all = did.flatMap((one) =>
    near(one, runs, matching).map((run): Pair => ({ did: one, would: run, later: beginningOf(run) - one.at })),
  );
  const pairs: Pair[] = [];
  const [done, used] = [new Set<Did>(), new Set<Would>()];
  for (const pair of all.toSorted((a, b) => Math.abs(a.later) - Math.abs(b.later))) {
    if (done.has(pair.did) || used.has(pair.would)) continue;
    done.add(pair.did);
    used.add(pair.would);
    pairs.push(pair);
  }
  return pairs;
}

/** Runs of the agents that stand for a job; of one for which none does, of those that stand for no other. */
const near = ({ agents, at }: Did, would: readonly Would[], { within, taken }: Matching): readonly Would[] =>
  would.filter(
    (one) =>
      (agents.length > 0 ? agents.includes(one.agent) : !taken.has(one.agent)) &&
      Math.abs(beginningOf(one) - at) <= within,
  );

export const beginningOf = ({ startsAt, at }: Would): number => startsAt ?? at;

function reasonFor(one: Did, would: readonly Would[], matching: Matching): string {
  const [due] = near(one, would, matching).filter(({ fate }) => fate !== "runs");
  if (due)
    return `${due.agent} is due then, and ${due.fate === "waits" ? "waits" : `is ${due.fate}`}: ${due.reason || due.rule}`;
  return "no agent that stands for it is due then";
}

const costOfAll = (runs: readonly Would[]) => runs.reduce((sum, { micros }) => sum + micros, 0);
const usualCost = (runs: readonly Would[]) => (runs.length === 0 ? 0 : Math.round(costOfAll(runs) / runs.length));
