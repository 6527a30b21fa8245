import type { AgentDefinition } from "../contracts/agent.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { Unmet } from "../contracts/health.ts";
import type { Stop } from "../contracts/stops.ts";
import type { TimeRule } from "../contracts/when.ts";
import { nextMoment } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";

/** Facts in the ledger and the fleet's files at a moment. */
export interface Kept {
  readonly agents: readonly Pick<AgentDefinition, "name" | "when">[];
  readonly cursors: readonly { readonly agent: string; readonly rule: string; readonly upto: number }[];
  readonly pending: readonly DueRecord[];
  readonly atWork: readonly string[];
  readonly stops: readonly Stop[];
}

/** Dues that were not looked after for `late` milliseconds. Those of agents that were stopped are left out. */
export function unmet(kept: Kept, now: number, late: number): readonly Unmet[] {
  const stopped = (agent: string) => kept.stops.some(({ scope }) => scope === "*" || scope === agent);
  const found = [...unseen(kept, now - late), ...kept.pending.flatMap((due) => waiting(due, kept, { now, late }))];
  return found.filter(({ agent }) => !stopped(agent)).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** Moments that have come and were not written down: midwatch is not running, or hangs. */
function* unseen({ agents, cursors }: Kept, before: number): Iterable<Unmet> {
  for (const { name: agent, when } of agents) {
    for (const rule of (when?.rules ?? []).filter(isTimeRule)) {
      const upto = cursors.find((cursor) => cursor.agent === agent && cursor.rule === rule.text)?.upto;
      const lost = upto === undefined ? neverSeen(agent, rule) : overdue(agent, rule, { upto, before });
      if (lost) yield lost;
    }
  }
}

function overdue(agent: string, rule: TimeRule, { upto, before }: { upto: number; before: number }): Unmet | undefined {
  const at = nextMoment(rule, upto);
  if (at === undefined || at > before) return undefined;
  const reason = "this schedule was not checked since then: midwatch is not running, or hangs";
  return { status: "fail", agent, rule: rule.text, at, reason };
}

/**
 * Warning on a rule that was never looked at: a rule starts at the first look, so until then none of its dues would be
 * missed.
 */
const neverSeen = (agent: string, rule: TimeRule): Unmet => ({
  status: "warn",
  agent,
  rule: rule.text,
  reason: "this schedule has never run: no midwatch watch or tick since it was added",
});

function waiting(due: DueRecord, { atWork }: Kept, { now, late }: { now: number; late: number }): readonly Unmet[] {
  const { agent, rule, from: at, until } = due;
  if (until !== undefined && until <= now - late) {
    const reason = "its time has passed, and it was not recorded as missed: midwatch is not running, or hangs";
    return [{ status: "fail", agent, rule, at, reason }];
  }
  if (at > now - late || atWork.includes(agent)) return [];
  return [{ status: "warn", agent, rule, at, reason: `it still waits: ${due.reason}` }];
}
