import type { JudgedLesson } from "../../../core/contracts/lessons.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import { shortList } from "../../../core/text/short-list.ts";
import type { Imported } from "../../../lessons/bandit.ts";
import type { BroadKeyword } from "../../../lessons/breadth.ts";
import type { LessonEffect } from "../../../lessons/effect.ts";
import type { Provenance, Unread } from "../../../lessons/lesson.ts";
import { dim, green, red, say, yellow } from "../../views/print.ts";
import { table } from "../../views/table.ts";

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
  const rows = lessons.map(({ standing, author, path, title, reason, broad }) => {
    const wide = broad.map(({ keyword, matches, of }) => yellow(`"${keyword}" matches ${matches} of ${of} items`));
    const why = reason === undefined ? [] : [dim(reason)];
    return [
      standing === "active" ? green(standing) : yellow(standing),
      author ?? "",
      path,
      [title, ...why, ...wide].join("; "),
    ];
  });
  const broken = unread.map(({ path, unread: why }) => [red("unread"), "", path, why]);
  const all = [...rows, ...broken];
  say(all.length === 0 ? "There are no lessons yet." : table(["", "by", "file", "lesson"], all));
  const waiting = lessons.filter(({ standing }) => standing === "quarantined" || standing === "held");
  for (const { path } of waiting) say(dim(`midwatch lessons promote ${shellWord(path)}`));
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

/** An effect, with the lesson it is of where that is still there. */
export type NamedEffect = LessonEffect & {
  readonly path?: string;
  readonly title?: string;
  readonly standing?: string;
};

export function sayEffects(effects: readonly NamedEffect[]): void {
  const rows = effects.map(({ lesson, path, title = "", with: has, without, gain, judgement }) => {
    const colour = { helps: green, harms: red, "no difference": yellow, "too few": dim }[judgement];
    const points = [gain.estimate, gain.from, gain.to].map((share) => Math.round(100 * share));
    const range = judgement === "too few" ? "" : `${points[0]} (${points[1]} to ${points[2]})`;
    return [colour(judgement), path ?? lesson, describeShare(has), describeShare(without), range, title];
  });
  const head = ["", "lesson", "ended well with it", "without it", "points", "it says"];
  say(rows.length === 0 ? "No lesson has been given to any session that ended." : table(head, rows));
}

/** A share of sessions; counts that were made elsewhere may be in parts of one. */
const describeShare = ({ good, sessions }: LessonEffect["with"]) =>
  `${Math.round(10 * good) / 10} of ${Math.round(10 * sessions) / 10}`;

export function sayRetired(retired: readonly JudgedLesson[], dryRun: boolean): void {
  if (retired.length === 0) say("The record retires no lesson.");
  for (const { path, reason } of retired) say(`${dryRun ? "would retire" : "retired"} ${path}\n  ${reason}`);
  if (dryRun && retired.length > 0) say(dim("midwatch lessons retire"));
}

export function sayImported({ measured, strangers, unread }: Imported): void {
  const here = measured.length - strangers.length;
  say(`Of ${measured.length} lessons that gptme has measured, ${here} are here: they count in effect and ranking.`);
  if (unread.length > 0) say(yellow(`These hold no figures that can be read: ${shortList(unread)}`));
}
