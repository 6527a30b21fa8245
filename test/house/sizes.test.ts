import { describe, expect, it } from "vitest";
import { functionLines, linesOf, parseFile, readHouse } from "../../tools/house/house.ts";

const MAX_FILE_LINES = 200;
const MAX_FUNCTION_LINES = 40;

/** Suites for authors of parts are long on purpose. */
const house = readHouse("src").filter(({ path }) => !path.startsWith("src/testing/"));

describe("sizes, blank lines and comments among them", () => {
  it(`no file has more than ${MAX_FILE_LINES} lines`, () => {
    expect(house.filter((file) => linesOf(file) > MAX_FILE_LINES).map(({ path }) => path)).toEqual([]);
  });

  it(`no function has more than ${MAX_FUNCTION_LINES} lines`, () => {
    const long = (file: (typeof house)[number]) => functionLines(file).some((lines) => lines > MAX_FUNCTION_LINES);
    expect(house.filter(long).map(({ path }) => path)).toEqual([]);
  });

  it("longer ones are found", () => {
    const body = "  f();\n".repeat(MAX_FILE_LINES);
    const stray = parseFile("src/stray.ts", `function f() {\n${body}}\n`);
    expect([linesOf(stray), ...functionLines(stray)]).toEqual([MAX_FILE_LINES + 2, MAX_FILE_LINES + 2]);
  });
});
