import { describe, expect, it } from "vitest";
import { configFile, load } from "./programs.ts";

type Prices = Map<string, { date: string; close: number; volume: number }[]>;

interface Module {
  readonly readPrices: (workspace: { readonly read: () => string }) => Prices;
}

const { readPrices } = await load<Module>("prices");

const HEAD = "date,symbol,close,volume";

const read = (text: string) => readPrices({ read: () => text });

describe("the price file", () => {
  it("is read by symbol and in the order of the dates", () => {
    const prices = read(`${HEAD}\n2026-01-06,BRINE,2,20\n2026-01-05,BRINE,1.5,10\n2026-01-05,ALDER,9,1\n`);
    expect([...prices]).toEqual([
      ["ALDER", [{ date: "2026-01-05", close: 9, volume: 1 }]],
      [
        "BRINE",
        [
          { date: "2026-01-05", close: 1.5, volume: 10 },
          { date: "2026-01-06", close: 2, volume: 20 },
        ],
      ],
    ]);
  });

  it("may come from a spreadsheet, with a byte order mark and Windows line ends", () => {
    expect(read(`\uFEFF${HEAD}\r\n2026-01-05,ALDER,9,1\r\n\r\n`).get("ALDER")).toHaveLength(1);
  });

  it.each([
    ["2026-01-05,ALDER,9", "line 2: there are 3 columns instead of 4"],
    ["2026-02-30,ALDER,9,1", 'line 2: "2026-02-30" is not a date'],
    ["05.01.2026,ALDER,9,1", 'line 2: "05.01.2026" is not a date'],
    ["2026-01-05,../x,9,1", 'line 2: "../x" is not a symbol'],
    ["2026-01-05,ALDER,n/a,1", 'line 2: the close "n/a" is not a positive number'],
    ["2026-01-05,ALDER,0,1", 'line 2: the close "0" is not a positive number'],
    ["2026-01-05,ALDER,9,-1", 'line 2: the volume "-1" is not a number'],
    ["2026-01-05,ALDER,9,1\n2026-01-05,ALDER,8,1", "line 3: ALDER already has a price for 2026-01-05"],
  ])("is refused with the line that is wrong: %s", (row, sentence) => {
    expect(() => read(`${HEAD}\n${row}\n`)).toThrow(sentence);
  });

  it("is refused without its columns", () => {
    expect(() => read("day;price\n")).toThrow(`line 1: the columns must be ${HEAD}`);
  });

  it("is refused without rows", () => expect(() => read(`${HEAD}\n`)).toThrow("has no rows"));
});

describe("the seed's prices", () => {
  const prices = read(configFile("workspace/data/prices.csv"));
  const bars = [...prices.values()];

  it("are those of four symbols", () => expect([...prices.keys()]).toEqual(["ALDER", "BRINE", "COBLE", "DRIFT"]));

  it("reach over 300 days to Friday, 2026-11-20", () => {
    expect(bars.map((of) => [of.length, of.at(-1)?.date])).toEqual(Array(4).fill([300, "2026-11-20"]));
  });

  it("have no weekend", () => {
    const days = bars.flat().map(({ date }) => new Date(date).getUTCDay());
    expect(days.filter((day) => day === 0 || day === 6)).toEqual([]);
  });
});
