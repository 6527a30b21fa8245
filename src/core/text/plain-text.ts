import { stripVTControlCharacters } from "node:util";
import { reveal } from "./invisible.ts";

/**
 * Operating system commands (titles, links, the clipboard), with all that they carry, up to the bell or escape that
 * ends them.
 */
const COMMANDS = /[^\P{Cc}\t\n]\]\P{Cc}*(?:[^\P{Cc}\t\n]\\?)?/gu;
/** Everything that is no text but a tab and a line's end. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;

/** Text that is safe to print, to log and to commit, whatever a program has written: no escapes, no half characters. */
export function plainText(text: string): string {
  const clean = text.toWellFormed();
  if (clean.search(CONTROLS) < 0) return clean;
  return stripVTControlCharacters(clean.replaceAll(COMMANDS, "")).replaceAll(CONTROLS, "");
}

/** DueAgents at before anything else is done: megabytes are not searched for what they hide. */
const REVEALED_LENGTHS = 4;

/**
 * A name or a sentence from outside, in one line of a bounded length in which nothing is hidden: what cannot be seen
 * is named.
 */
export function plainLine(text: string, longest: number): string {
  const looked = text.slice(0, longest * REVEALED_LENGTHS);
  const line = reveal(looked).text.replaceAll(/\s+/g, " ").trim();
  return line.length > longest || looked.length < text.length ? `${line.slice(0, longest - 1)}…`.toWellFormed() : line;
}

/** Its beginning and its end, and how much is missing between them. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  const missing = text.length - 2 * half;
  return `${text.slice(0, half)} … (${missing} more characters) … ${text.slice(-half)}`.toWellFormed();
}
