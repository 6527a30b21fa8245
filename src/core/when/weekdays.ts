/** As rules are written, from Sunday, 0. */
const SHORT_WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const LONG = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** Sunday is the last day of a written week. */
const WRITTEN_ORDER = [1, 2, 3, 4, 5, 6, 0];

const GROUPS: Readonly<Record<string, readonly number[]>> = {
  weekdays: [1, 2, 3, 4, 5],
  weekday: [1, 2, 3, 4, 5],
  weekends: [0, 6],
  weekend: [0, 6],
  daily: [0, 1, 2, 3, 4, 5, 6],
};

/** Every word a day can be written with, for suggestions. */
export const DAY_WORDS: readonly string[] = [...SHORT_WEEKDAYS, ...LONG, "weekdays", "weekends", "daily"];

/** The weekdays that a word means: "Mon", "Mondays", "Mon-Fri", "weekends"; undefined when it means none. */
export function parseWeekdays(word: string): readonly number[] | undefined {
  const group = GROUPS[word.toLowerCase()];
  if (group) return group;
  const [from, to, ...more] = word.split("-").map(oneDay);
  if (from === undefined || more.length > 0) return undefined;
  if (!word.includes("-")) return [from];
  return to === undefined ? undefined : range(from, to);
}

function oneDay(word: string): number | undefined {
  const lower = word.toLowerCase();
  const found = LONG.findIndex((name, at) =>
    [name, `${name}s`, SHORT_WEEKDAYS[at] ?? ""].some((written) => written.toLowerCase() === lower),
  );
  return found < 0 ? undefined : found;
}

/** Round the end of the week, when it has to be. */
const range = (from: number, to: number) =>
  Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7);

/** "daily", "weekdays", "weekends" or "Mon,Thu": one way to write each set. */
export function weekdaysText(weekdays: readonly number[]): string {
  const named = groupOf(weekdays);
  return named ?? inWrittenOrder(weekdays, SHORT_WEEKDAYS).join(",");
}

/** "on weekdays", "on Mondays and Thursdays". */
export function weekdaysInWords(weekdays: readonly number[]): string {
  const named = groupOf(weekdays);
  if (named === "daily") return "every day";
  return `on ${named ?? listInWords(inWrittenOrder(weekdays, LONG).map((name) => `${name}s`))}`;
}

function groupOf(weekdays: readonly number[]): string | undefined {
  const sorted = weekdays.toSorted((a, b) => a - b).join();
  return ["daily", "weekdays", "weekends"].find((name) => GROUPS[name]?.join() === sorted);
}

const inWrittenOrder = (weekdays: readonly number[], names: readonly string[]): string[] =>
  WRITTEN_ORDER.filter((day) => weekdays.includes(day)).map((day) => names[day] ?? "");

/** "a", "a and b", "a, b and c". */
export function listInWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
