import type { AgentDefinition } from "../contracts/agent.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { History } from "../contracts/history.ts";
import { moments, nextMoment } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";
import { plan } from "./plan.ts";
import type { Planning } from "./plan-input.ts";
import type { PlannedDue } from "./planned.ts";

const MINUTE_MS = 60_000;
/** Milliseconds after a moment by which a due that waited has come to its end. */
const SETTLED_MS = 86_400_000;
/** A rule that had no moment for so long is not near. */
const NEAR_MS = 400 * 86_400_000;

/** Due, planned dues or nothing at a moment, past or future. */
export type AtMoment =
  /** A due of the ledger; its session has the rest of the story. */
  | { readonly kind: "was"; readonly due: DueRecord }
  | { readonly kind: "will"; readonly planned: readonly PlannedDue[] }
  /** No rule had a moment there; the nearest ones, epoch milliseconds. */
  | { readonly kind: "nothing"; readonly before?: number; readonly after?: number }
  /** A rule has a moment there, and the ledger does not know of it. */
  | { readonly kind: "unknown"; readonly rule: string };

/** The due that an agent had, or will have, within a minute of a time. */
export async function atMoment(planning: Planning, agent: AgentDefinition, at: number): Promise<AtMoment> {
  const { history } = planning.fleet.ledger;
  const written = await writtenAt(history, agent.name, at);
  if (written) return { kind: "was", due: written };
  const rule = rulesOf(agent).find((one) => (nextMoment(one, at - 1) ?? Number.NaN) < at + MINUTE_MS);
  const now = planning.fleet.clock.now();
  if (!rule) return nearest(history, agent, at);
  if (at + MINUTE_MS <= now) return { kind: "unknown", rule: rule.text };
  const { dues } = await plan(planning, { from: now, to: at + SETTLED_MS, agent: agent.name });
  return { kind: "will", planned: dues.filter((due) => due.at >= at && due.at < at + MINUTE_MS) };
}

const rulesOf = ({ when }: AgentDefinition) => (when?.rules ?? []).filter(isTimeRule);

/** One of several in the minute that led to a session; or a range of missed ones that the moment lies in. */
async function writtenAt(history: History, agent: string, at: number): Promise<DueRecord | undefined> {
  const latest = await history.dues({ agent, limit: 10, upTo: at + MINUTE_MS - 1 });
  const there = latest.filter(({ from, to }) => from >= at || to >= at);
  return there.find(({ state }) => state === "ran") ?? there[0];
}

async function nearest(history: History, agent: AgentDefinition, at: number): Promise<AtMoment> {
  const [last] = await history.dues({ agent: agent.name, limit: 1, upTo: at });
  const earlier = rulesOf(agent).flatMap((rule) => [...moments(rule, { after: at - NEAR_MS, upTo: at })].at(-1) ?? []);
  const ahead = rulesOf(agent).flatMap((rule) => nextMoment(rule, at) ?? []);
  const before = Math.max(last?.to ?? 0, ...earlier);
  return {
    kind: "nothing",
    ...(before > 0 && { before }),
    ...(ahead.length > 0 && { after: Math.min(...ahead) }),
  };
}
