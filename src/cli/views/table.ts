import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type Table from "cli-table3";
import { bold, harmless } from "./print.ts";

const GAP = 2;
/** What is narrower than this is not read but spelled. */
const NARROWEST = 40;
const SHORTEST_CELL = 8;

type Rows = readonly (readonly string[])[];

/** Columns: in a pipe every row is one line; on a terminal no line is longer than that is wide. */
export function table(head: readonly string[], given: Rows): string {
  const rows = given.map((row) => row.map(inOneLine));
  const titles = head.map(bold);
  const { isTTY } = process.stdout;
  // Nobody knows on a terminal that does not say.
  const columns = process.stdout.columns || 80;
  const widths = widthsOf([titles, ...rows]);
  const left = columns - sum(widths.slice(0, -1));
  if (!isTTY || (widths.at(-1) ?? 0) - GAP <= left) return plain([titles, ...rows]);
  return left >= NARROWEST ? wrapped(titles, rows, [...widths.slice(0, -1), left]) : stacked(titles, rows, columns);
}

/** A cell that had more lines would pass for more rows. */
const inOneLine = (cell: string) => harmless(cell).replaceAll(/\s*\n\s*/g, " ");

const widthsOf = (rows: Rows) =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => visible(row[column] ?? ""))) + GAP);

function plain(rows: Rows): string {
  const widths = widthsOf(rows);
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

/** The last column in the room that is left. */
function wrapped(head: readonly string[], rows: Rows, colWidths: number[]): string {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": GAP };
  const made = new (library())({ head: [...head], chars: NO_LINES, style, colWidths, wordWrap: true });
  made.push(...rows.map((row) => [...row]));
  return made.toString().replaceAll(/ +$/gm, "");
}

/** The last column below its row, as there is no room beside it. */
function stacked(head: readonly string[], rows: Rows, columns: number): string {
  const above = fitted(
    [head, ...rows].map((row) => row.slice(0, -1)),
    columns,
  );
  const lines = plain(above).split("\n");
  return rows
    .flatMap((row, index) => [lines[index + 1] ?? "", ...words(row.at(-1) ?? "", columns - 2 * GAP)])
    .reduce((text, line) => `${text}\n${line}`, lines[0] ?? "");
}

/** With the widest column's cells shortened until a row fits. */
function fitted(rows: Rows, columns: number): Rows {
  const widths = widthsOf(rows);
  const widest = widths.indexOf(Math.max(...widths));
  const room = Math.max(SHORTEST_CELL, (widths[widest] ?? 0) - GAP - Math.max(0, sum(widths) - GAP - columns));
  return rows.map((row) => row.map((cell, column) => (column === widest ? shortened(cell, room) : cell)));
}

const shortened = (cell: string, room: number) => (visible(cell) > room ? `${cell.slice(0, room - 1)}…` : cell);

function words(text: string, room: number): string[] {
  const lines = text === "" ? [] : text.split(" ").reduce(addWord(room), [""]);
  return lines.map((line) => " ".repeat(2 * GAP) + line);
}

const addWord = (room: number) => (lines: string[], word: string) => {
  const last = lines.at(-1) ?? "";
  if (last !== "" && visible(last) + 1 + visible(word) > room) return [...lines, word];
  return [...lines.slice(0, -1), last === "" ? word : `${last} ${word}`];
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** Loaded only where it is needed: it takes longer than all the rest of a status. */
const library = () => createRequire(import.meta.url)("cli-table3") as typeof Table;

const visible = (text: string) => stripVTControlCharacters(text).length;
