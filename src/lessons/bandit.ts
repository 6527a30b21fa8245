import { z } from "zod";
import type { MeasuredLesson } from "../core/contracts/lesson-record.ts";
import { idOf, type Lesson } from "./lesson.ts";

const optionalCount = z.number().nonnegative().optional();
const Arm = z.object({
  alpha: optionalCount,
  beta: optionalCount,
  helpful: optionalCount,
  harmful: optionalCount,
  false_positive: optionalCount,
  noop: optionalCount,
});
type Arm = z.infer<typeof Arm>;

/** gptme's own state of how lessons did; what else it holds is left alone. */
const BanditState = z.object({ arms: z.record(z.string(), z.unknown()) });

/** Contents of a bandit's state: lessons that are here, others, and arms that say nothing. */
export interface Imported {
  readonly measured: readonly MeasuredLesson[];
  /** Arms of lessons that are not here: of use to compare with. */
  readonly strangers: readonly string[];
  readonly unread: readonly string[];
}

/** From the JSON of gptme's bandit-state.json; undefined when it is something else. */
export function readBandit(value: unknown, lessons: readonly Lesson[]): Imported | undefined {
  const state = BanditState.safeParse(value).data;
  if (!state) return undefined;
  const ids = new Map(lessons.toReversed().flatMap((lesson) => keysOf(lesson).map((key) => [key, idOf(lesson)])));
  const known = (name: string) => ids.get(name) ?? ids.get(name.split("/").slice(-2).join("/"));
  const arms = Object.entries(state.arms).map(([name, arm]) => ({ name, did: trialsOf(Arm.safeParse(arm).data) }));
  return {
    measured: arms.flatMap(({ name, did }) => (did ? [{ lesson: known(name) ?? name, ...did }] : [])),
    strangers: arms.filter(({ name, did }) => did && known(name) === undefined).map(({ name }) => name),
    unread: arms.filter(({ did }) => !did).map(({ name }) => name),
  };
}

/** The names gptme looks a lesson up by, the surest first. */
function keysOf({ path, provenance }: Lesson): string[] {
  const parts = path.split("/");
  return [provenance.id ?? path, path, parts.slice(1).join("/"), parts.slice(-2).join("/"), parts.at(-1) ?? path];
}

/** Each arm begins as one trial that went well and one that did not; where it was judged, too, both count half. */
function trialsOf(arm: Arm | undefined): Omit<MeasuredLesson, "lesson"> | undefined {
  if (!arm) return undefined;
  const { alpha, beta, helpful, harmful, false_positive: missed, noop } = arm;
  const sampled = alpha === undefined && beta === undefined ? undefined : trials((alpha ?? 1) - 1, (beta ?? 1) - 1);
  const verdicts = [helpful, harmful, missed, noop];
  const isJudged = verdicts.some((each) => each !== undefined);
  const judged = isJudged ? trials(helpful ?? 0, (harmful ?? 0) + (missed ?? 0) + (noop ?? 0)) : undefined;
  if (sampled && judged)
    return { sessions: (sampled.sessions + judged.sessions) / 2, good: (sampled.good + judged.good) / 2 };
  return sampled ?? judged;
}

function trials(well: number, badly: number) {
  const good = Math.max(0, well);
  return { sessions: good + Math.max(0, badly), good };
}
