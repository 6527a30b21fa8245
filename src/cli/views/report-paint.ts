import type { Paint } from "../../core/night/text.ts";
import { bold, dim, TONES } from "./print.ts";
import { wrapWords } from "./wrap-words.ts";

const INDENT = "  ";

/** Colours of a report; on a terminal its lines end where that does, between words. A command is one line, to be copied. */
export function reportPaint(): Paint {
  // Nobody knows how wide a terminal is that does not say.
  const room = process.stdout.isTTY ? (process.stdout.columns || 80) - INDENT.length : Number.POSITIVE_INFINITY;
  return {
    title: bold,
    line: (text, tone) =>
      wrapWords(text, room)
        .map((line) => TONES[tone](line))
        .join(`\n${INDENT}`),
    command: dim,
  };
}
