import { DAY, HOUR, MINUTE } from "../text/time-units.ts";
import { oneLine } from "../text/wording.ts";
import { dayIn } from "../text/zone.ts";
import { offsetAt } from "../when/wall-clock.ts";

/** Path of an entry: journal/2026-11-23/093005-topic.md, or journal/2026-11-23-topic.md. */
const ENTRY = /^journal\/(?<day>\d{4}-\d{2}-\d{2})(?:\/(?<time>\d{4}(?:\d{2})?)?|-)[^/]*\.md$/;
const LONGEST_WORDS = 320;
const MAX_JOURNAL_BYTES = 64 * 1024;
const DAYS = 14;

/** An entry of the workspace's journal, as far as a brief tells it. */
export interface JournalEntry {
  readonly path: string;
  /** Epoch milliseconds, as its path has it. */
  readonly at: number;
  readonly title: string;
  /** End of its session and the first of its last words; else the beginning of the entry. */
  readonly words: string;
  /** Origin of its text, when that may be outside of the fleet. */
  readonly origin?: string;
}

/** The folders in which the latest days' entries stand, the newest first. */
export const latestDays = (zone: string, now: number): readonly string[] =>
  Array.from({ length: DAYS }, (_, ago) => `journal/${dayIn(zone, now - ago * DAY)}/`);

/** The entries among some paths, the newest first. */
export function newestEntries(paths: readonly string[], zone: string): readonly { path: string; at: number }[] {
  const entries = paths.flatMap((path) => {
    const { day, time = "" } = ENTRY.exec(path)?.groups ?? {};
    return day === undefined ? [] : [{ path, at: momentOf(day, time, zone) }];
  });
  return entries.toSorted((a, b) => b.at - a.at || (a.path < b.path ? 1 : -1));
}

function momentOf(day: string, time: string, zone: string): number {
  const wall = Date.parse(day) + Number(time.slice(0, 2)) * HOUR + Number(time.slice(2, 4)) * MINUTE;
  return Number.isNaN(wall) ? 0 : wall - offsetAt(zone, wall);
}

/** Title of an entry and what it says, in short. */
export function readEntry(whole: string): Pick<JournalEntry, "title" | "words"> {
  const text = whole.slice(0, MAX_JOURNAL_BYTES);
  const title = /^# +(?<title>\S.*)$/m.exec(text)?.groups?.title ?? "";
  const outcome = /^- Outcome: (?<outcome>.*)$/m.exec(text)?.groups?.outcome;
  const last = text.split(/^## Last message$/m)[1];
  const body = last ?? (outcome === undefined ? text.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/^# .*$/m, "") : "");
  const words = oneLine(body.split("```")[0] ?? "");
  return { title: oneLine(title).slice(0, 120), words: clipped(both(outcome, words)) };
}

/** Last words often are the reason once more. */
function both(outcome: string | undefined, words: string): string {
  if (outcome === undefined || words === "") return outcome ?? words;
  const reason = outcome.replace(/^[\w-]+: /, "");
  return words.startsWith(reason)
    ? `${outcome}${words.slice(reason.length)}`
    : `${outcome.replace(/\.$/, "")}. ${words}`;
}

const clipped = (text: string) =>
  text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…`.toWellFormed() : text;
