import type { LessonHistory } from "../core/contracts/lesson-record.ts";
import type { JudgedLesson, JudgementBasis } from "../core/contracts/lessons.ts";
import { type LessonEffect, lessonEffects } from "./effect.ts";
import { idOf, type Lesson } from "./lesson.ts";
import { type LessonRules, whyHarms, whyHelps } from "./verdict.ts";
import { asProven, withStanding } from "./write.ts";

/** True when the record is enough to say something of a lesson. */
export const hasNews = (history: LessonHistory, rules: LessonRules): boolean =>
  lessonEffects(history).some(
    (effect) => whyHelps(effect, rules) ?? (rules.retire.automatic && whyHarms(effect, rules)),
  );

/** The lessons of which the record says something that their files do not say yet. */
export function judgeLessons(
  { lessons, texts }: { readonly lessons: readonly Lesson[]; readonly texts: ReadonlyMap<string, string> },
  { history, by }: Pick<JudgementBasis, "history" | "by">,
  rules: LessonRules,
): readonly JudgedLesson[] {
  const effects = new Map(lessonEffects(history).map((effect) => [effect.lesson, effect]));
  return lessons.flatMap((lesson) => {
    const effect = effects.get(idOf(lesson));
    return effect ? verdictOn(lesson, effect, { text: texts.get(lesson.path) ?? "", rules, by }) : [];
  });
}

interface Case {
  readonly text: string;
  readonly rules: LessonRules;
  readonly by: JudgementBasis["by"];
}

function verdictOn(lesson: Lesson, effect: LessonEffect, { text, rules, by }: Case): JudgedLesson[] {
  const said = { id: idOf(lesson), path: lesson.path };
  const { probation, promoted } = lesson.provenance;
  const harms = by === "person" || (rules.retire.automatic && !promoted) ? whyHarms(effect, rules) : undefined;
  if (harms !== undefined) {
    const content = withStanding(text, { status: "archived", reason: harms });
    return [{ ...said, verdict: "harms", reason: harms, content }];
  }
  const helps = probation ? whyHelps(effect, rules) : undefined;
  return helps === undefined ? [] : [{ ...said, verdict: "helps", reason: helps, content: asProven(text, helps) }];
}
