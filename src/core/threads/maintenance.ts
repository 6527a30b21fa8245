import { momentIn } from "../text/front-matter.ts";
import { DAY } from "../text/time-units.ts";

/** File in which a workspace lists its recurring chores. */
export const MAINTENANCE = "maintenance.md";

const POINT = /^(?<head>\s{0,3}[-*+] )(?<box>\[[ xX]\] )?(?<text>\S.*?)\s*$/;
const EVERY = /\s*\(every (?<days>\d{1,3}) ?d(?:ays?)?\)/i;
const LAST = /\s*\(last:? (?<day>\d{4}-\d{2}-\d{2})\)/i;
const DEFAULT_DAYS = 7;

/** A chore: done once, when it has a box to tick, or every so many days. */
export interface Chore {
  readonly line: number;
  readonly text: string;
  readonly isOnce: boolean;
  /** Time when it was last looked after: epoch milliseconds. */
  readonly last?: number;
  /** Time when it is to be looked after again; 0 for at once. */
  readonly next: number;
}

/** The open points of maintenance.md. */
export function choresIn(markdown: string): readonly Chore[] {
  return markdown.split(/\r?\n/).flatMap((line, at) => {
    const { box, text = "" } = POINT.exec(line)?.groups ?? {};
    if (text === "" || /x/i.test(box ?? "")) return [];
    const last = momentIn(LAST.exec(text)?.groups?.day);
    const days = Number(EVERY.exec(text)?.groups?.days ?? DEFAULT_DAYS);
    const next = last === undefined ? 0 : last + days * DAY;
    const bare = text.replace(LAST, "").replace(EVERY, "").trim();
    return [{ line: at, text: bare, isOnce: box !== undefined, next, ...(last !== undefined && { last }) }];
  });
}

/** File with a chore looked after on a day: ticked, or with its date. The same text when it is not there any more. */
export function lookedAfter(markdown: string, text: string, { day, isOver }: { day: string; isOver: boolean }): string {
  const chore = choresIn(markdown).find((one) => one.text === text);
  const lines = markdown.split("\n");
  const line = lines[chore?.line ?? -1];
  if (!chore || line === undefined) return markdown;
  const end = line.endsWith("\r") ? "\r" : "";
  const dated = `${line.trimEnd().replace(LAST, "")} (last: ${day})${end}`;
  const ticked = chore.isOnce && isOver ? line.replace("[ ]", "[x]") : dated;
  return lines.toSpliced(chore.line, 1, ticked).join("\n");
}
