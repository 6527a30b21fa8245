import { stripVTControlCharacters, styleText } from "node:util";
import Table from "cli-table3";

/** One line on the terminal. The only place that prints. */
export const say = (line = ""): void => void process.stdout.write(`${line}\n`);
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** Without colour where nobody would see it: a pipe, NO_COLOR. */
export const bold = (text: string): string => styleText("bold", text);
export const dim = (text: string): string => styleText("dim", text);
export const green = (text: string): string => styleText("green", text);
export const yellow = (text: string): string => styleText("yellow", text);
export const red = (text: string): string => styleText("red", text);

const PLAIN = Object.fromEntries(
  ["top", "bottom", "mid", "left", "right"]
    .flatMap((edge) => [
      edge,
      `${edge}-mid`,
      `mid-${edge}`,
      `${edge}-left`,
      `${edge}-right`,
      `left-${edge}`,
      `right-${edge}`,
    ])
    .concat("middle")
    .map((part) => [part, ""]),
);
const GAP = 2;
const NARROWEST = 20;

/** Columns; on a terminal the last one is wrapped to the width that is left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const last = head.length - 1;
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => visible(row[column] ?? ""))) + GAP);
  const taken = widths.slice(0, last).reduce((sum, width) => sum + width, 0);
  const left = Math.max(NARROWEST, (process.stdout.columns ?? Infinity) - taken - 1);
  const colWidths = [...widths.slice(0, last), Math.min(widths[last] ?? NARROWEST, left)];
  const style = { head: [], border: [], "padding-left": 0, "padding-right": GAP };
  const made = new Table({ head: head.map(bold), chars: PLAIN, style, colWidths, wordWrap: true });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const visible = (text: string) => stripVTControlCharacters(text).length;
