import type { EndingGroup } from "../contracts/night-history.ts";
import { outcomeWord } from "../text/outcome.ts";
import { counted, oneLine } from "../text/wording.ts";
import { clockTime, dayIn } from "../text/zone.ts";

/** Clocks by which a line is read. */
interface Clocks {
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** "trader: failed, api_error: 14 sessions, 02:10 to 05:25 [1000000d]: 529 overloaded_error": the same on every screen. */
export function groupLine(group: EndingGroup, clocks: Clocks, about = ""): string {
  const { agent, cause, reason, session } = group;
  const ending = `${outcomeWord(group)}${cause ? `, ${cause}` : ""}`;
  return `${agent}: ${ending}: ${timesOf(group, clocks)}${about} [${session.slice(-8)}]: ${oneLine(reason)}`;
}

function timesOf({ sessions, first, last }: EndingGroup, { zone, now }: Clocks): string {
  const today = dayIn(zone, now);
  const [from, to] = [clockTime(zone, first, today), clockTime(zone, last, today)];
  return sessions === 1 ? to : `${counted(sessions, "session")}, ${from === to ? to : `${from} to ${to}`}`;
}

/** With what the sessions were on, and how many other reasons they gave. */
export function detailedLine(group: EndingGroup, clocks: Clocks): string {
  const { title, items, reasons } = group;
  const others = items > 1 ? ` and ${counted(items - 1, "other item")}` : "";
  const more = reasons > 1 ? `; and ${counted(reasons - 1, "other reason")}` : "";
  return `${groupLine(group, clocks, title === undefined ? "" : `, on ${oneLine(title)}${others}`)}${more}`;
}

/** "3 pieces of work are on no branch: midwatch rescue": whenever they were made. */
export const offBranchWords = (pieces: number): string =>
  pieces === 0
    ? "nothing"
    : `${pieces === 1 ? "1 piece of work is" : `${pieces} pieces of work are`} on no branch: midwatch rescue`;
