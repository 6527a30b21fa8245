import type { GlanceLine } from "../../core/night/glance.ts";
import { bold, dim, TONES } from "./print.ts";
import { cutWords } from "./wrap-words.ts";

const LABEL_COLUMNS = 12;
const MORE = ["report", "plan", "items", "--help"];

/** Lines of the screen; on a terminal of so many columns a text ends where its line does, and a command never does. */
export function printedGlance(lines: readonly GlanceLine[], invocation: string, columns?: number): readonly string[] {
  const room = (columns ?? Number.POSITIVE_INFINITY) - LABEL_COLUMNS;
  const more = cutWords(MORE.map((word) => `${invocation} ${word}`).join(" · "), room);
  return [...lines.map((line) => printed(line, room)), dim(`${"More".padEnd(LABEL_COLUMNS)}${more}`)];
}

function printed({ label, tone, text }: GlanceLine, room: number): string {
  if (text.startsWith("  ")) return `${" ".repeat(LABEL_COLUMNS)}${dim(text.trim())}`;
  return `${bold(label.padEnd(LABEL_COLUMNS))}${TONES[tone](cutWords(text, room))}`;
}
