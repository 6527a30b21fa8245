import type { EndedTally, LessonHistory, MeasuredLesson } from "../core/contracts/lesson-record.ts";
import type { OutcomeKind } from "../core/contracts/outcome.ts";
import { isAgentsDoing, isFruitful } from "../core/text/outcome.ts";
import { difference, type Interval, type Stratum } from "./statistics.ts";

/** With fewer sessions than this on either side nothing can be said. */
const ENOUGH = 10;

/** Ends of sessions that were given a lesson, and of those that were not. */
export interface LessonEffect {
  readonly lesson: string;
  readonly with: Share;
  readonly without: Share;
  /**
   * Difference in the share of sessions that end well with it, from -1 to 1; agent by agent, so that none is compared
   * with another.
   */
  readonly gain: Interval;
  readonly judgement: "helps" | "no difference" | "harms" | "too few";
}

/** Sessions, and how many of them ended done or in progress. */
export interface Share {
  readonly sessions: number;
  readonly good: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
}

/** By lesson, those that harm first. */
export function lessonEffects(history: LessonHistory): readonly LessonEffect[] {
  const used = Map.groupBy(history.using, ({ lesson }) => lesson);
  const measured = history.measured
    .filter(({ lesson }) => !used.has(lesson))
    .map(({ lesson }) => [lesson, []] as const);
  return [...used, ...measured]
    .map(([lesson, using]) => effectOf(lesson, using, history))
    .toSorted((a, b) => a.gain.estimate - b.gain.estimate);
}

/** By lesson, how much more often sessions end well with it; those of which too little is known are left out. */
export const gains = (history: LessonHistory): ReadonlyMap<string, number> =>
  new Map(
    lessonEffects(history)
      .filter(({ judgement }) => judgement !== "too few")
      .map(({ lesson, gain }) => [lesson, gain.estimate]),
  );

function effectOf(lesson: string, using: readonly EndedTally[], { all, measured }: LessonHistory): LessonEffect {
  const counted = using.filter(counts);
  const agents = [...new Set(counted.map(({ agent }) => agent))];
  const own = agents.map((agent) => {
    const has = shareOf(counted.filter((tally) => tally.agent === agent));
    return { with: has, without: less(shareOf(all.filter((tally) => tally.agent === agent && counts(tally))), has) };
  });
  const elsewhere = measuredStratum(lesson, measured);
  const strata = [...own, ...(elsewhere ? [elsewhere] : [])];
  const [has, hasNot] = [sum(strata.map((stratum) => stratum.with)), sum(strata.map((stratum) => stratum.without))];
  const gain = difference(strata);
  return { lesson, with: has, without: hasNot, gain, judgement: judgeEffect(has, hasNot, gain) };
}

/** Stratum of gptme's own measurements: a lesson beside the others that it has measured. */
function measuredStratum(lesson: string, measured: readonly MeasuredLesson[]): Stratum<Share> | undefined {
  const found = measured.find((one) => one.lesson === lesson);
  const bare = ({ sessions, good }: Omit<MeasuredLesson, "lesson">): Share => ({ sessions, good, outcomes: {} });
  return found && { with: bare(found), without: sum(measured.filter((one) => one !== found).map(bare)) };
}

/** True when an end says something of lessons: no lesson has any part in a limit of the provider's, or a power cut. */
const counts = ({ outcome: kind, cause }: EndedTally) => isAgentsDoing({ kind, cause });

const isGood = ({ outcome: kind }: EndedTally) => isFruitful({ kind });

function shareOf(tallies: readonly EndedTally[]): Share {
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  for (const { outcome, sessions } of tallies) outcomes[outcome] = (outcomes[outcome] ?? 0) + sessions;
  return { sessions: total(tallies), good: total(tallies.filter(isGood)), outcomes };
}

const total = (tallies: readonly EndedTally[]) => tallies.reduce((all, { sessions }) => all + sessions, 0);

const kindsOf = (...shares: readonly Share[]) =>
  [...new Set(shares.flatMap(({ outcomes }) => Object.keys(outcomes)))] as OutcomeKind[];

const less = (all: Share, some: Share): Share => ({
  sessions: all.sessions - some.sessions,
  good: all.good - some.good,
  outcomes: Object.fromEntries(
    kindsOf(all, some).map((kind) => [kind, (all.outcomes[kind] ?? 0) - (some.outcomes[kind] ?? 0)]),
  ),
});

const sum = (shares: readonly Share[]): Share => ({
  sessions: shares.reduce((all, { sessions }) => all + sessions, 0),
  good: shares.reduce((all, { good }) => all + good, 0),
  outcomes: Object.fromEntries(
    kindsOf(...shares).map((kind) => [kind, shares.reduce((all, { outcomes }) => all + (outcomes[kind] ?? 0), 0)]),
  ),
});

function judgeEffect(has: Share, hasNot: Share, { from, to }: Interval): LessonEffect["judgement"] {
  if (has.sessions < ENOUGH || hasNot.sessions < ENOUGH) return "too few";
  if (to < 0) return "harms";
  return from > 0 ? "helps" : "no difference";
}
