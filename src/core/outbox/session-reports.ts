import type { Draft } from "../contracts/channel.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import type { Outcome } from "../contracts/outcome.ts";
import type { Reported, Reporting } from "../contracts/reporting.ts";
import { failuresInARow } from "../holds/backoff.ts";
import { endingWord, isFailure, isFruitful, isQuiet } from "../text/outcome.ts";
import { published } from "../text/summary.ts";
import { type EndedSession, headOf } from "./ended-session.ts";

/** Kind of report on an ending, where it is reported by itself. */
function reportedAs(outcome: Outcome): Reported | undefined {
  if (outcome.kind === "crashed") return "crashed";
  if (isFailure(outcome)) return "failed";
  return outcome.kind === "done" && isFruitful(outcome) ? "done" : undefined;
}

/** End of a session, and what is known of those before it. */
export interface Moment {
  readonly at: number;
  /** "2026-11-23" where the fleet's clocks are. */
  readonly day: string;
  /** The agent's sessions before this one, the newest first. */
  readonly before: readonly SessionRecord[];
}

/** Letters about a session that has ended: one for each channel, whatever of it is to be told. */
export function sessionReports(
  ended: EndedSession,
  { rules }: Pick<Reporting, "rules">,
  moment: Moment,
): readonly NewDelivery[] {
  const happened = whatHappened(ended);
  return [...Map.groupBy(rules, ({ to }) => to)].flatMap(([channel, lines]) => {
    const event = happened.find((each) => lines.some(({ on }) => on.includes(each)));
    if (event === undefined) return [];
    const fallback = lines.find((line) => line.fallback !== undefined)?.fallback;
    const letter = sessionLetter(ended, moment.at);
    return [
      { key: sessionLetterKey(event, ended, moment), channel, letter, ...(fallback !== undefined && { fallback }) },
    ];
  });
}

/** The gravest first. */
function whatHappened({ outcome, publication }: EndedSession): Reported[] {
  const kind = reportedAs(outcome);
  const isOff = publication.kind === "rescued" || publication.kind === "pending";
  return [
    ...(outcome.kind === "crashed" ? [] : isOff ? (["rescued"] as const) : []),
    ...(kind ? [kind] : []),
    ...(outcome.kind === "crashed" && isOff ? (["rescued"] as const) : []),
    // With nothing to do, nothing has happened.
    ...(isQuiet(outcome) ? [] : (["ended"] as const)),
  ];
}

/** The same trouble again and again is told once a day, and counted in the digest; after a session that went well, anew. */
function sessionLetterKey(event: Reported, { id, agent, outcome }: EndedSession, { day, before }: Moment): string {
  if (event !== "failed" && event !== "crashed") return `${event}:${id}`;
  const inARow = failuresInARow(before);
  const since = inARow < before.length ? (before[inARow]?.id ?? "") : "";
  return `${event}:${agent}:${outcome.cause ?? outcome.kind}:${day}:${since}`;
}

function sessionLetter(ended: EndedSession, at: number): Draft {
  const { id, agent, outcome, publication } = ended;
  const text = `${outcome.reason}\n\n${published(ended)}\n\nmidwatch why ${id.slice(-8)}`;
  const title = `${headOf(ended)}: ${endingWord(outcome, publication)}`;
  const commit = publication.kind === "published" ? { commit: publication.commit } : {};
  const facts = { agent, session: id, outcome: outcome.kind, publication: publication.kind, ...commit };
  return { kind: "report", to: "", title, text, tone: toneOf(ended), at, facts };
}

function toneOf({ outcome, publication }: EndedSession): Draft["tone"] {
  if (isFailure(outcome) || publication.kind === "rescued") return "bad";
  return reportedAs(outcome) === "done" ? "good" : "neutral";
}
