import { type AgentDefinition, DUTY } from "../contracts/agent.ts";
import type { Due } from "../contracts/session.ts";
import { dayIn } from "../text/zone.ts";
import type { Offer } from "./cascade.ts";

/** The source a duty comes from: the due itself. */
export const DUTY_SOURCE = "duty";

/** Facts by which it is decided whether a due is a duty. */
interface DutyFacts {
  /** Wish of the person who asked; undefined when they left it to us. */
  readonly wanted: boolean | undefined;
  readonly lastDuty: { readonly at: number; readonly session: string } | undefined;
  readonly now: number;
  /** The fleet's time zone: a day is a day there. */
  readonly zone: string;
}

/** Is this due the agent's duty? Unless asked otherwise, once a day; always, for an agent that takes nothing else. */
export function dutyOf({ work }: AgentDefinition, asked: DutyFacts): Pick<Due, "duty" | "reason"> {
  const { wanted, lastDuty } = asked;
  if (!work.includes(DUTY)) return { duty: false, reason: "the agent has no duty; its work: queue, then tasks" };
  if (wanted !== undefined)
    return { duty: wanted, reason: wanted ? "asked for as a duty" : "asked for without its duty" };
  if (work.length === 1) return { duty: true, reason: "the agent only does its duty" };
  if (!lastDuty || dayIn(asked.zone, lastDuty.at) !== dayIn(asked.zone, asked.now))
    return { duty: true, reason: "today's duty had not been done" };
  return { duty: false, reason: `today's duty was done in session ${lastDuty.session.slice(-8)}` };
}

const REVIEW =
  "Read the neighbour's workspace; the brief says where it lies, and what a first look has found. What costs its sessions " +
  "time or tokens, or misleads them, tell its owner in your last message, the most important first, each with what mends " +
  "it. What others should know, too, propose as lessons in your notes. Change nothing there: no session would see it.";

/** The due's own work, first in PRIMARY. */
export function dutyOffer(agent: AgentDefinition, due: Due): Offer {
  const at = new Date(due.from).toISOString();
  const candidate = {
    id: `duty:${agent.name}:${at}`,
    title: agent.reviews === undefined ? `${agent.name}'s duty` : `Review of ${agent.reviews}, as its good neighbour`,
    body: agent.reviews === undefined ? agent.description : `${agent.description}\n\n${REVIEW}`,
    state: "ready",
  } as const;
  return { source: DUTY_SOURCE, tier: "primary", candidates: due.duty ? [candidate] : [] };
}
