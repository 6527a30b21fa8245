import { bold, green, red } from "./print.ts";

/** A line of a unified diff as a person reads it best. */
export function coloured(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return bold(line);
  if (line.startsWith("+")) return green(line);
  return line.startsWith("-") ? red(line) : line;
}
