import { type AgentDefinition, DUTY } from "../contracts/agent.ts";
import type { Accrual, DueRecord } from "../contracts/due-record.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { AfterRule, EventRule, TimeRule, WhenRule } from "../contracts/when.ts";
import { moments, nextMoment, windowEnd } from "../when/moments.ts";

/** Facts that a rule's dues are computed from: its agent, the moment it was last looked at, and the present. */
export interface AccrualInput {
  readonly agent: AgentDefinition;
  /** Undefined for a rule that is looked at for the first time: it starts now. */
  readonly since: number | undefined;
  readonly now: number;
  /** Milliseconds for which a moment at which midwatch did not run is still worth running. */
  readonly catchUp: number;
  readonly newId: () => string;
}

/** Reason of a due that its schedule brought. */
export const AS_SCHEDULED = "as scheduled";
/** The same in ledgers of earlier versions. */
const AS_SCHEDULED_BEFORE = "its rule says so";

/** True when a due's reason says only that its schedule brought it: it never waited. */
export const neverWaited = ({ reason }: Pick<DueRecord, "reason">): boolean =>
  [AS_SCHEDULED, AS_SCHEDULED_BEFORE].some((words) => reason.startsWith(words));

/** A clock that was set back by less is waited for; by more, the rules start over from where it is. */
const SET_BACK_MS = 5 * 60_000;

/**
 * Dues that the clock has brought since a rule was last looked at; undefined when there are none. Of several moments
 * only the latest is worth running, if it is not too late for it; the earlier ones are missed, in one range.
 */
export function timeAccrual(rule: TimeRule, asked: AccrualInput): Accrual | undefined {
  const { since, now, agent } = asked;
  const base = { agent: agent.name, rule: rule.text, since, upto: now };
  if (since === undefined) return { ...base, dues: [] };
  if (now <= since) return since - now > SET_BACK_MS ? { ...base, dues: [] } : undefined;

  const found = [...moments(rule, { after: since, upTo: now })];
  const latest = found.at(-1);
  if (latest === undefined) return undefined;
  const until = worthUntil(rule, { at: latest, next: nextMoment(rule, latest) }, asked.catchUp);
  const late = until <= now ? found : found.slice(0, -1);
  const fresh = until <= now ? [] : [due(rule, asked, { from: latest, until })];
  return { ...base, dues: [...missed(rule, late, asked), ...fresh] };
}

/** Dues from another agent's sessions. The latest that ended well is worth following, and covers the others. */
export function afterAccrual(
  rule: AfterRule,
  sessions: readonly SessionRecord[],
  asked: AccrualInput,
): Accrual | undefined {
  const { since, now, agent, catchUp } = asked;
  const base = { agent: agent.name, rule: rule.text, since, upto: now };
  if (since === undefined) return { ...base, dues: [] };
  if (now <= since) return since - now > SET_BACK_MS ? { ...base, dues: [] } : undefined;

  const ended = sessions.filter(({ endedAt }) => endedAt !== undefined && endedAt > since && endedAt <= now);
  const dues = ended.map((session) => following(rule, session, { ...asked, latest: session === ended[0], catchUp }));
  return dues.length > 0 ? { ...base, dues } : undefined;
}

/** One due for all that waits for an agent in a source; undefined when nothing waits. */
export function eventAccrual(rule: EventRule, waiting: readonly string[], asked: AccrualInput): Accrual | undefined {
  const { since, now, agent, catchUp } = asked;
  const [first] = waiting;
  if (first === undefined) return undefined;
  const others = waiting.length > 1 ? ` and ${waiting.length - 1} more` : "";
  const brought = due(rule, asked, { from: now, until: now + Math.max(catchUp, SET_BACK_MS) });
  const reason = `${rule.event} has "${first}"${others}`;
  // A clock that was set back a little is waited for by the cursor, and not by what has come in.
  const upto = since !== undefined && since - now <= SET_BACK_MS ? Math.max(since, now) : now;
  return { agent: agent.name, rule: rule.text, since, upto, dues: [{ ...brought, reason }] };
}

/** One of a rule's moments, and the one after it; undefined when there is none. */
interface Moment {
  readonly at: number;
  readonly next: number | undefined;
}

/** Until when a moment of a rule is worth running: until its next one, and no longer than the fleet catches up. */
export const worthUntil = (rule: TimeRule, { at, next = Number.POSITIVE_INFINITY }: Moment, catchUp: number): number =>
  Math.min(next, ownEnd(rule, at, catchUp));

function ownEnd(rule: TimeRule, moment: number, catchUp: number): number {
  if (rule.kind === "every") return moment + rule.every;
  return rule.kind === "once" ? windowEnd(rule, moment) : moment + catchUp;
}

function due(
  rule: WhenRule,
  { agent, newId }: AccrualInput,
  { from, until }: { from: number; until: number },
): DueRecord {
  const duty = rule.kind !== "on" && rule.duty !== false && agent.work.includes(DUTY);
  const reason = duty ? `${AS_SCHEDULED}, as the agent's duty` : AS_SCHEDULED;
  const brought = { id: newId(), agent: agent.name, rule: rule.text, from, to: from, until, n: 1, duty } as const;
  return { ...brought, state: "pending", reason };
}

function missed(rule: WhenRule, late: readonly number[], asked: AccrualInput): DueRecord[] {
  const [from, to] = [late[0], late.at(-1)];
  if (from === undefined || to === undefined) return [];
  const reason = "nothing was running midwatch then";
  return [{ ...due(rule, asked, { from, until: to }), to, n: late.length, state: "missed", reason }];
}

interface Followed extends AccrualInput {
  readonly latest: boolean;
}

function following(rule: AfterRule, session: SessionRecord, asked: Followed): DueRecord {
  const from = session.endedAt ?? asked.now;
  const kind = session.outcome?.kind ?? "crashed";
  const base = due(rule, asked, { from, until: from + asked.catchUp });
  if (!ENDED_WELL.includes(kind))
    return { ...base, state: "skipped", reason: `${session.agent}'s session ${session.id} ended as ${kind}` };
  if (!asked.latest) return { ...base, state: "coalesced", reason: "a later session of it was followed" };
  return { ...base, reason: `${session.agent}'s session ${session.id} ended as ${kind}` };
}

const ENDED_WELL: readonly string[] = ["done", "progress"];
