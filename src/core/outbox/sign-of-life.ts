import type { NewDelivery } from "../contracts/outbox.ts";
import { DEAD_MAN, type Reporting } from "../contracts/reporting.ts";
import { isQuiet, isSilent, isStated, outcomeWord } from "../text/outcome.ts";
import { published } from "../text/summary.ts";
import { type EndedSession, headOf } from "./ended-session.ts";

/** Milliseconds for which a letter says that an agent lives. */
const FRESH_MS = 15 * 60_000;

/**
 * Letter to the dead man's switch: an agent lives only when that is verified, its outcome recorded and what it wrote
 * confirmed by the remote; exit 0 alone is none. Everything else is a failure, with its reason.
 */
export function signOfLife(
  ended: EndedSession,
  { deadMan }: Pick<Reporting, "deadMan">,
  at: number,
): readonly NewDelivery[] {
  const { id, agent, outcome, publication } = ended;
  if (!deadMan || (isSilent(outcome) && publication.kind !== "pending")) return [];
  const isWell = verified(ended);
  const text = `${outcomeWord(outcome)}: ${outcome.reason}; ${published(ended)} (session ${id})`;
  const facts = { agent, session: id, outcome: outcome.kind, publication: publication.kind };
  const words = { title: headOf(ended), text, facts, to: agent, at };
  const letter = isWell
    ? ({ ...words, kind: "alive", tone: "good" } as const)
    : ({ ...words, kind: "fail", tone: "bad" } as const);
  return [{ key: `life:${id}`, channel: DEAD_MAN, letter, supersedes: true, ...(isWell && { until: at + FRESH_MS }) }];
}

function verified({ outcome, publication }: EndedSession): boolean {
  if (isQuiet(outcome)) return publication.kind !== "pending";
  return isStated(outcome) && publication.kind === "published";
}
