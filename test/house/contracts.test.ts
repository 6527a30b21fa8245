import { describe, expect, it } from "vitest";
import { functionLines, parseFile, readHouse } from "../../tools/house/house.ts";

const holdsFunctions = (file: Parameters<typeof functionLines>[0]) => functionLines(file).length > 0;

describe("the contracts", () => {
  it("hold types and lists of words; functions over them stand in text and in the rooms that call them", () => {
    expect(
      readHouse("src/core/contracts")
        .filter(holdsFunctions)
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it.each(["export function end() { return 1; }", "export const isEnd = (kind: string) => kind === 'end';"])(
    "would be seen to hold %s",
    (text) => expect(holdsFunctions(parseFile("src/core/contracts/stray.ts", text))).toBe(true),
  );
});
