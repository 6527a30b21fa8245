import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CASES, NOT_HERE } from "./backend-faults.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const table = readFileSync(`${ROOT}docs/faults.md`, "utf8");
const rows = [...table.matchAll(/^\| (?<id>[A-Z]\d\d) \| (?<what>.*) \| (?<file>test\/\S+) \|$/gm)].map(
  ({ groups = {} }) => groups,
);

describe("docs/found.md", () => {
  const found = readFileSync(`${ROOT}docs/found.md`, "utf8")
    .split("\n")
    .filter((line) => /^\| [A-Z]\d+ \|/.test(line));
  const cases = found.map((line) => /^\| (?<id>[A-Z]\d+) \| .+ \| (?<file>test\/\S+) \|$/.exec(line)?.groups ?? {});
  const place = (line: string) => line[2] + (/\d+/.exec(line)?.[0] ?? "").padStart(3, "0");

  it("names cases and tests, by their ids", () => {
    expect(found.map(place)).toEqual(found.map(place).toSorted());
    expect(cases.filter(({ file }) => file === undefined)).toEqual([]);
  });

  it.for(cases)("$id stands in $file", ({ id = "", file = "" }) => {
    expect(existsSync(ROOT + file)).toBe(true);
    expect(readFileSync(ROOT + file, "utf8")).toMatch(new RegExp(`\\b${id}\\b`));
  });
});

describe("docs/faults.md", () => {
  it("names cases and tests", () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(table.match(/^\| [A-Z]\d\d /gm)).toHaveLength(rows.length);
  });

  it.for(rows)("$id stands in $file", ({ id = "", file = "" }) => {
    expect(existsSync(ROOT + file)).toBe(true);
    expect(readFileSync(ROOT + file, "utf8")).toMatch(new RegExp(`\\b${id}\\b`));
  });
});

const HEAD = `# What a backend can do, and what shows what comes of it

All cases of B, from the rows of [faults.md](faults.md); a case without a test says why. A test writes this table
(\`npm test -- -u\`) and compares it.

| case | what it is | what is done | shown by |
| --- | --- | --- | --- |`;

describe("docs/backend-faults.md", () => {
  const testsOf = (id: string) => rows.filter((row) => row.id === id);

  it("has all cases from B01 to B24", () => {
    const ids = Array.from({ length: 24 }, (_, n) => `B${String(n + 1).padStart(2, "0")}`);
    expect(Object.keys(CASES)).toEqual(ids);
  });

  it.for(Object.keys(CASES))("%s has a test, or a reason why there is none, and not both", (id) => {
    expect([testsOf(id).length > 0, id in NOT_HERE]).toContain(true);
    expect(testsOf(id).length > 0 && id in NOT_HERE).toBe(false);
  });

  it("is as the rows and the reasons are", async () => {
    const lines = Object.entries(CASES).flatMap(([id, what]) => {
      const tests = testsOf(id).map((row) => `| ${id} | ${what} | ${row.what} | ${row.file} |`);
      return tests.length > 0 ? tests : [`| ${id} | ${what} | | not here: ${NOT_HERE[id]} |`];
    });
    await expect(`${HEAD}\n${lines.join("\n")}\n`).toMatchFileSnapshot(`${ROOT}docs/backend-faults.md`);
  });
});
