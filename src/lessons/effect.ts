import type { LessonUse } from "../core/contracts/lessons.ts";
import type { OutcomeKind } from "../core/contracts/session.ts";

const GOOD: readonly OutcomeKind[] = ["done", "progress"];
/** With fewer sessions than this on either side nothing can be said. */
const ENOUGH = 10;
/** How much worse sessions end with a lesson that is to be retired. */
const WORSE = -0.1;

/** An ended session that had an item. */
export interface EndedSession {
  readonly id: string;
  readonly outcome: OutcomeKind;
}

/** How sessions ended that had a lesson in their brief, and how those that had not. */
export interface LessonEffect {
  readonly lesson: string;
  readonly with: Share;
  readonly without: Share;
  readonly judgement: "helps" | "no difference" | "harms" | "too few";
}

interface Share {
  readonly sessions: number;
  /** Of them, how many ended done or in progress. */
  readonly good: number;
}

/** By lesson, those that harm first. */
export function lessonEffects(uses: readonly LessonUse[], sessions: readonly EndedSession[]): readonly LessonEffect[] {
  const lessons = [...new Set(uses.map(({ lesson }) => lesson))];
  const effects = lessons.map((lesson): LessonEffect => {
    const users = new Set(uses.filter((use) => use.lesson === lesson).map(({ session }) => session));
    const has = shareOf(sessions.filter(({ id }) => users.has(id)));
    const hasNot = shareOf(sessions.filter(({ id }) => !users.has(id)));
    return { lesson, with: has, without: hasNot, judgement: judge(has, hasNot) };
  });
  return effects.toSorted((a, b) => gain(a.with, a.without) - gain(b.with, b.without));
}

function shareOf(sessions: readonly EndedSession[]): Share {
  return { sessions: sessions.length, good: sessions.filter(({ outcome }) => GOOD.includes(outcome)).length };
}

const rate = ({ good, sessions }: Share) => (sessions === 0 ? 0 : good / sessions);
const gain = (has: Share, hasNot: Share) => rate(has) - rate(hasNot);

function judge(has: Share, hasNot: Share): LessonEffect["judgement"] {
  if (has.sessions < ENOUGH || hasNot.sessions < ENOUGH) return "too few";
  if (gain(has, hasNot) <= WORSE) return "harms";
  return gain(has, hasNot) >= -WORSE ? "helps" : "no difference";
}
