import { stripVTControlCharacters } from "node:util";

/** Operating system commands (titles, links, the clipboard), with all that they carry, up to the bell or escape that ends them. */
const COMMANDS = /[^\P{Cc}\t\n]\]\P{Cc}*(?:[^\P{Cc}\t\n]\\?)?/gu;
/** Everything that is no text but a tab and a line's end. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;

/** Text that is safe to print, to log and to commit, whatever a program has written: no escapes, no half characters. */
export function plainText(text: string): string {
  const clean = text.toWellFormed();
  if (clean.search(CONTROLS) < 0) return clean;
  return stripVTControlCharacters(clean.replaceAll(COMMANDS, "")).replaceAll(CONTROLS, "");
}

/** Its beginning and its end, and how much is missing between them. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  const missing = text.length - 2 * half;
  return `${text.slice(0, half)} … (${missing} more characters) … ${text.slice(-half)}`.toWellFormed();
}
