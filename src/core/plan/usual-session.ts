import { reservedFor } from "../budget/budget.ts";
import { dollars } from "../budget/money.ts";
import type { AgentDefinition } from "../contracts/agent.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Caps } from "../contracts/policy.ts";
import { median } from "../text/median.ts";
import { isTypical } from "../text/outcome.ts";
import { MINUTE } from "../text/time-units.ts";
import { counted } from "../text/wording.ts";
import type { UsualSession } from "./planned.ts";

/** So many of an agent's latest sessions say what the next one takes. */
export const USUAL_SESSIONS = 20;

interface UsualSessionInput {
  readonly agent: AgentDefinition;
  readonly caps: Caps;
  /** True when the backend costs nothing. */
  readonly free: boolean;
}

/**
 * Time and money that a session of an agent takes: the median of its latest ones, or its limits when it has never run.
 */
export function usualSessionOf(sessions: readonly SessionRecord[], asked: UsualSessionInput): UsualSession {
  const typical = sessions.filter(({ endedAt, outcome }) => endedAt && outcome && isTypical(outcome));
  const { limits } = asked.agent;
  const reserved = reservedFor(asked);
  const costs = asked.free ? "free" : `at most ${dollars(reserved)}`;
  if (typical.length === 0)
    return {
      ms: limits.minutes * MINUTE,
      micros: reserved,
      basis: `it has never run: at most ${counted(limits.minutes, "minute")}, ${costs}`,
    };
  const ms = median(typical.map(({ startedAt, endedAt = startedAt }) => endedAt - startedAt)) ?? 0;
  const known = typical.flatMap((session) => costOf(session) ?? []);
  const isFree = asked.free && !known.some((cost) => cost > 0);
  const micros = isFree ? 0 : (median(known) ?? reserved);
  const price = isFree ? "free" : known.length > 0 ? dollars(micros) : `unpriced: ${costs}`;
  const count = typical.length === 1 ? "its only session" : `its last ${typical.length} sessions`;
  return { ms, micros, basis: `as ${count}: ${lasting(ms)}, ${price}` };
}

/** One that found nothing to do has cost nothing. */
const costOf = ({ usage, outcome }: SessionRecord) => usage?.micros ?? (outcome?.kind === "idle" ? 0 : undefined);

/** "7 minutes"; a session that is over at once does not take one. */
const lasting = (ms: number) => (ms < MINUTE / 2 ? "less than a minute" : counted(Math.round(ms / MINUTE), "minute"));
