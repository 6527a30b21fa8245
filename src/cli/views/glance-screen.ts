import type { GlanceLine } from "../../core/night/glance.ts";
import { bold, dim, TONES } from "./print.ts";
import { cutWords, visible, wrapWords } from "./wrap-words.ts";

const LABEL_COLUMNS = 12;
const MORE = ["report", "plan", "items"];
const BETWEEN = " · ";
/** In lines: the morning at one glance. */
const MOST_LINES = 20;

/**
 * Lines of the screen. On a terminal of so many columns a text goes on below itself as long as the screen has lines to
 * spare, the gravest first; then it ends where its line does. A command is never cut.
 */
export function printedGlance(lines: readonly GlanceLine[], invocation: string, columns?: number): readonly string[] {
  const room = (columns ?? Number.POSITIVE_INFINITY) - LABEL_COLUMNS;
  let spare = MOST_LINES - lines.length - 1;
  const printed = lines.flatMap((line) => {
    const own = linesOf(line, room, 1 + spare);
    spare -= own.length - 1;
    return own;
  });
  return [...printed, dim(`${"More".padEnd(LABEL_COLUMNS)}${moreCommands(invocation, room)}`)];
}

function linesOf({ label, tone, text }: GlanceLine, room: number, most: number): readonly string[] {
  if (text.startsWith("  ")) return [`${" ".repeat(LABEL_COLUMNS)}${dim(text.trim())}`];
  return withRoom(text, room, most).map(
    (part, at) => `${bold((at === 0 ? label : "").padEnd(LABEL_COLUMNS))}${TONES[tone](part)}`,
  );
}

/** In at most so many lines; the last one says that there was more. */
function withRoom(text: string, room: number, most: number): readonly string[] {
  const all = wrapWords(text, room);
  if (all.length <= most) return all;
  return [...all.slice(0, most - 1), cutWords(all.slice(most - 1).join(" "), room)];
}

/** The first of them that have room, whole, and the help, which lists all. */
function moreCommands(invocation: string, room: number): string {
  const lists = [0, 1, 2].map((fewer) =>
    [...MORE.slice(0, MORE.length - fewer), "--help"].map((word) => `${invocation} ${word}`).join(BETWEEN),
  );
  return lists.find((list) => visible(list) <= room) ?? `${invocation} --help`;
}
