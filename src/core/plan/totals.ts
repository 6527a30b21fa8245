import type { PlannedDue } from "./planned.ts";

/** Sums of a day, or of an agent. */
export interface Total {
  readonly of: string;
  readonly sessions: number;
  /** Milliseconds at work. */
  readonly ms: number;
  /** Micro-dollars. */
  readonly micros: number;
  /** Moments that lead to no session of their own. */
  readonly others: number;
}

/** The dues of a plan added up, by day or by agent; in the order in which those first come. */
export function totalsBy(key: "day" | "agent", dues: readonly PlannedDue[]): readonly Total[] {
  return [...Map.groupBy(dues, (due) => due[key])].map(([of, own]) => totalOf(of, own));
}

/** All of some dues together. */
export function totalOf(of: string, dues: readonly PlannedDue[]): Total {
  const runs = dues.filter(({ fate }) => fate === "runs");
  const ms = runs.reduce((sum, { startsAt = 0, endsAt = startsAt }) => sum + endsAt - startsAt, 0);
  const micros = runs.reduce((sum, run) => sum + run.micros, 0);
  return { of, sessions: runs.length, ms, micros, others: dues.length - runs.length };
}
