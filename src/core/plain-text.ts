import { stripVTControlCharacters } from "node:util";

/** Operating system commands (titles, links, the clipboard), with all that they carry. */
const COMMANDS = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g;
/** Everything that is no text but a tab and a line's end. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text that is safe to print, to log and to commit, whatever a program has written: no escapes, no half characters. */
export function plainText(text: string): string {
  const clean = text.toWellFormed();
  if (!CONTROLS.test(clean)) return clean;
  CONTROLS.lastIndex = 0;
  return stripVTControlCharacters(clean.replaceAll(COMMANDS, "")).replaceAll(CONTROLS, "");
}

/** Its beginning and its end, and how much is missing between them. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  const missing = text.length - 2 * half;
  return `${text.slice(0, half)} … (${missing} more characters) … ${text.slice(-half)}`.toWellFormed();
}
