import { bold } from "./print.ts";
import { wrapWords } from "./wrap-words.ts";

/** A label with its text beside it; on a terminal the text goes on below itself, and no line is longer than that is wide. */
export const labelled = (label: string, text: string, width: number): string =>
  `${bold(label.padEnd(width))}${indented(text, width).trimStart()}`;

/** Text that begins so many columns to the right, on a terminal in lines that it has room for. */
export function indented(text: string, width: number): string {
  const { isTTY, columns } = process.stdout;
  // Nobody knows on a terminal that does not say.
  const lines = isTTY ? wrapWords(text, (columns || 80) - width) : [text];
  return lines.map((line) => `${" ".repeat(width)}${line}`).join("\n");
}
