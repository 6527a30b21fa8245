import type { PlannedDue } from "./planned.ts";

/** Dues of one day that say the same, one after the other, as one line. */
export interface MergedDues {
  readonly first: PlannedDue;
  readonly last: PlannedDue;
  readonly count: number;
  readonly micros: number;
  /** Longest time between a due's moment and the begin of its session; milliseconds. */
  readonly lag: number;
}

/** So few are shown one by one. */
const FEWEST = 3;

/** Repetitions of an agent's rule on one day that end alike, as one; in the order of the first of each. */
export function mergeRepeats(dues: readonly PlannedDue[]): readonly MergedDues[] {
  const alike = [
    ...Map.groupBy(dues, (due) => [due.day, due.agent, due.rule, due.fate, sort(due.reason)].join("\n")).values(),
  ];
  const folds = alike.flatMap((group) => (group.length >= FEWEST ? fold(group) : singleDues(group)));
  return folds.toSorted((a, b) => at(a) - at(b));
}

/** Moment at which a planned due begins: one that waits is listed where its session is. */
const at = ({ first }: MergedDues) => first.startsAt ?? first.at;

/** Sentences that differ in nothing but a time or a sum say the same. */
const sort = (reason: string) => reason.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\$[\d.]+/g, "");

/** Each on its own. */
export const singleDues = (dues: readonly PlannedDue[]): readonly MergedDues[] => dues.flatMap((due) => fold([due]));

function fold(group: readonly PlannedDue[]): readonly MergedDues[] {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return [];
  const lag = Math.max(...group.map(({ at: moment, startsAt = moment }) => startsAt - moment));
  return [{ first, last, count: group.length, micros: group.reduce((sum, { micros }) => sum + micros, 0), lag }];
}
