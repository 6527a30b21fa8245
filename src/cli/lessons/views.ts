import type { BroadKeyword } from "../../lessons/breadth.ts";
import type { LessonEffect } from "../../lessons/effect.ts";
import type { Provenance, Unread } from "../../lessons/lesson.ts";
import { dim, green, red, say, yellow } from "../print.ts";
import { table } from "../table.ts";

/** A lesson in a list. */
export interface ListedLesson extends Provenance {
  readonly path: string;
  readonly title: string;
  readonly keywords: readonly string[];
  /** "active", "probation", "held", or the status that keeps it out of every brief. */
  readonly standing: string;
  readonly broad: readonly BroadKeyword[];
}

export function sayLessons(lessons: readonly ListedLesson[], unread: readonly Unread[]): void {
  const rows = lessons.map(({ standing, author, path, title, broad }) => [
    standing === "active" ? green(standing) : yellow(standing),
    author ?? "",
    path,
    [title, ...broad.map(({ keyword, matches, of }) => yellow(`"${keyword}" matches ${matches} of ${of} items`))].join(
      "; ",
    ),
  ]);
  const broken = unread.map(({ path, unread: why }) => [red("unread"), "", path, why]);
  const all = [...rows, ...broken];
  say(all.length === 0 ? "There are no lessons yet." : table(["", "by", "file", "lesson"], all));
  const waiting = lessons.filter(({ standing }) => standing === "quarantined" || standing === "held");
  for (const { path } of waiting) say(dim(`midwatch lessons promote ${path}`));
}

export function sayMatches(
  matches: readonly {
    readonly path: string;
    readonly title: string;
    readonly score: number;
    readonly matchedBy: readonly string[];
  }[],
  of: number,
): void {
  const rows = matches.map(({ score, path, title, matchedBy }) => [String(score), path, title, matchedBy.join("; ")]);
  say(rows.length === 0 ? `None of ${of} lessons matches.` : table(["score", "file", "lesson", "because of"], rows));
}

export function sayEffects(effects: readonly LessonEffect[], sessions: number): void {
  const rows = effects.map(({ lesson, with: has, without, judgement }) => {
    const colour = { helps: green, harms: red, "no difference": yellow, "too few": dim }[judgement];
    return [lesson, of(has), of(without), colour(judgement)];
  });
  const none = `No lesson has been in the brief of any of ${sessions} ended sessions.`;
  say(rows.length === 0 ? none : table(["lesson", "with it", "without it", ""], rows));
}

const of = ({ good, sessions }: LessonEffect["with"]) => `${good} of ${sessions} ended well`;
