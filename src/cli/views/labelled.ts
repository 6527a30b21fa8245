import { bold } from "./print.ts";
import { wrapWords } from "./wrap-words.ts";

/** A label with its text beside it; on a terminal the text goes on below itself, and no line is longer than that is wide. */
export function labelled(label: string, text: string, width: number): string {
  const { isTTY, columns } = process.stdout;
  // Nobody knows on a terminal that does not say.
  const lines = isTTY ? wrapWords(text, (columns || 80) - width) : [text];
  const [first = "", ...others] = lines;
  return [`${bold(label.padEnd(width))}${first}`, ...others.map((line) => `${" ".repeat(width)}${line}`)].join("\n");
}
