import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type Table from "cli-table3";
import { bold } from "./print.ts";

const GAP = 2;
const NARROWEST = 20;

/** Columns: on a terminal the last one is wrapped to the width that is left, in a pipe every row is one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => visible(row[column] ?? ""))) + GAP);
  const titles = head.map(bold);
  return process.stdout.isTTY ? wrapped(titles, rows, widths) : plain([titles, ...rows], widths);
}

function plain(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  const padded = (cell: string, column: number) =>
    cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - visible(cell)));
  return rows.map((row) => row.map(padded).join("").trimEnd()).join("\n");
}

const NO_LINES = Object.fromEntries(
  ["top", "bottom", "mid", "left", "right"]
    .flatMap((edge) => [edge, ...["mid", "left", "right"].flatMap((other) => [`${edge}-${other}`, `${other}-${edge}`])])
    .concat("middle")
    .map((part) => [part, ""]),
);

function wrapped(head: string[], rows: readonly (readonly string[])[], widths: readonly number[]): string {
  const taken = widths.slice(0, -1).reduce((sum, width) => sum + width, 0);
  const last = Math.min(widths.at(-1) ?? 0, Math.max(NARROWEST, process.stdout.columns - taken - 1));
  const style = { head: [], border: [], "padding-left": 0, "padding-right": GAP };
  const colWidths = [...widths.slice(0, -1), last];
  const made = new (library())({ head, chars: NO_LINES, style, colWidths, wordWrap: true });
  made.push(...rows.map((row) => [...row]));
  return made.toString().replaceAll(/ +$/gm, "");
}

/** Loaded only where it is needed: it takes longer than all the rest of a status. */
const library = () => createRequire(import.meta.url)("cli-table3") as typeof Table;

const visible = (text: string) => stripVTControlCharacters(text).length;
