import { bold, harmless } from "./print.ts";
import { visible, wrapWords } from "./wrap-words.ts";

const GAP = 2;
/** Columns below which a table is not read but spelled. */
const NARROWEST = 40;

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
  if (!isTTY || (widths.at(-1) ?? 0) - GAP <= left) return printPlainTable([titles, ...rows]);
  return left >= NARROWEST ? wrapped([titles, ...rows], left) : stacked(titles, rows, columns);
}

/** A cell that had more lines would pass for more rows. */
const inOneLine = (cell: string) => harmless(cell).replaceAll(/\s*\n\s*/g, " ");

const widthsOf = (rows: Rows) =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => visible(row[column] ?? ""))) + GAP);

function printPlainTable(rows: Rows): string {
  const widths = widthsOf(rows);
  const padded = (cell: string, column: number) =>
    cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - visible(cell)));
  return rows.map((row) => row.map(padded).join("").trimEnd()).join("\n");
}

/** The last column in the room that is left. */
function wrapped(rows: Rows, room: number): string {
  const beside = printPlainTable(rows.map((row) => [...row.slice(0, -1), ""])).split("\n");
  const indent = sum(widthsOf(rows).slice(0, -1));
  return rows
    .flatMap((row, index) => {
      const [first = "", ...others] = wrapWords(row.at(-1) ?? "", room);
      const line = beside[index] ?? "";
      return [line + " ".repeat(indent - visible(line)) + first, ...others.map((each) => " ".repeat(indent) + each)];
    })
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The last columns below their row, as there is no room beside it: the very last one, and others with their names. */
function stacked(head: readonly string[], rows: Rows, columns: number): string {
  const { above, count } = asManyAsFit([head, ...rows], columns);
  const lines = printPlainTable(above).split("\n");
  return rows
    .flatMap((row, index) => {
      const below = wrapWords(restOf(head, row, count), columns - 2 * GAP).filter((line) => line !== "");
      return [lines[index + 1] ?? "", ...below.map((line) => " ".repeat(2 * GAP) + line)];
    })
    .reduce((text, line) => `${text}\n${line}`, lines[0] ?? "");
}

/** The first columns, as many as have room in a line, and never the last one. */
function asManyAsFit(rows: Rows, columns: number): { readonly above: Rows; readonly count: number } {
  for (let count = (rows[0]?.length ?? 1) - 1; ; count -= 1) {
    const above = rows.map((row) => row.slice(0, count));
    if (count <= 1 || sum(widthsOf(above)) - GAP <= columns) return { above, count };
  }
}

const restOf = (head: readonly string[], row: readonly string[], count: number): string =>
  [
    ...row.slice(count, -1).flatMap((cell, at) => (isEmpty(cell) ? [] : [`${head[count + at] ?? ""} ${cell}`])),
    ...(isEmpty(row.at(-1) ?? "") ? [] : [row.at(-1) ?? ""]),
  ].join(", ");

const isEmpty = (cell: string) => cell === "" || cell === "–";

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
