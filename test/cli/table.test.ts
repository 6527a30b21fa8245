import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { table } from "../../src/cli/views/table.ts";

const { isTTY, columns } = process.stdout;
const HEAD = ["session", "item", "publication", "reason"];
const SENTENCE = "Following the crossover made +7.5% against +21.2% for holding it, in 4 trades, one still open.";
const ROWS = [
  ["cb2de3d9", "Study ALDER: 10/50 crossover", "248bd19 to main", SENTENCE],
  ["1cf4c6c7", "trader's duty", "none", "short"],
];

const lines = () => stripVTControlCharacters(table(HEAD, ROWS)).split("\n");

afterEach(() => Object.assign(process.stdout, { isTTY, columns }));

it("is a line for each row in a pipe, however long", () => {
  Object.assign(process.stdout, { isTTY: false, columns: undefined });
  expect(lines()).toHaveLength(3);
  expect(lines()[1]).toContain(SENTENCE);
});

describe.for([250, 100, 80, 60, 40])("on a terminal of %d columns", (width) => {
  beforeEach(() => {
    Object.assign(process.stdout, { isTTY: true, columns: width });
  });

  it("has no line that is longer", () => {
    for (const line of lines()) expect(line.length).toBeLessThanOrEqual(width);
  });

  it("tells the whole sentence, the ids and the outcomes", () => {
    const text = lines().join(" ").replaceAll(/\s+/g, " ");
    for (const word of [...SENTENCE.split(" "), "cb2de3d9", "248bd19 to main", "short"]) expect(text).toContain(word);
  });
});

it("breaks no word, however long: a key or a path is there to be copied", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 80 });
  const word = Array.from({ length: 200 }, (_, n) => n % 10).join("");
  const text = stripVTControlCharacters(table(["id", "reason"], [["1", word]]));
  expect(text.split(/\s+/)).toContain(word);
});

it("puts the reason below its row where there is no room beside it, and cuts no cell", () => {
  Object.assign(process.stdout, { isTTY: true, columns: 50 });
  expect(lines().slice(0, 3)).toEqual([
    "session   item",
    "cb2de3d9  Study ALDER: 10/50 crossover",
    "    publication 248bd19 to main, Following the",
  ]);
});
