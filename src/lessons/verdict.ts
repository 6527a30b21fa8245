import type { LessonEffect, Share } from "./effect.ts";

/** Thresholds from which the record says something of a lesson. */
export interface LessonRules {
  /** Sessions that have to end well with a lesson before its probation is over. */
  readonly probation: number;
  readonly retire: {
    /** By midwatch itself; otherwise when a person says so. */
    readonly automatic: boolean;
    /** With it, and without it. */
    readonly sessions: number;
    /** Drop in the share of sessions that end well with it, from 0 to 1. */
    readonly worse: number;
  };
}

/** Grounds to end a lesson's probation, with the figures; undefined while it is not over. */
export function whyHelps({ with: has, without, gain }: LessonEffect, { probation }: LessonRules): string | undefined {
  return has.good >= probation && gain.estimate >= 0 ? figures(has, without) : undefined;
}

/** Grounds to set a lesson aside, with the figures; undefined while the record does not say so. */
export function whyHarms({ with: has, without, gain }: LessonEffect, { retire }: LessonRules): string | undefined {
  const enough = Math.min(has.sessions, without.sessions) >= retire.sessions;
  if (!enough || gain.to >= 0 || gain.estimate > -retire.worse) return undefined;
  const points = (share: number) => Math.round(-100 * share);
  const range = `95 % sure that it is between ${points(gain.to)} and ${points(gain.from)}`;
  return `${figures(has, without)}: ${points(gain.estimate)} points worse, ${range}`;
}

const figures = (has: Share, without: Share) =>
  `${describeShare(has)} sessions with it ended well, ${describeShare(without)} without it`;

const describeShare = ({ good, sessions }: Share) => `${round(good)} of ${round(sessions)}`;

/** A count to one digit: sessions that were measured elsewhere may be in parts. */
const round = (count: number) => Math.round(count * 10) / 10;
