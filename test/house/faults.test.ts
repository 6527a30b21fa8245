import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const table = readFileSync(`${ROOT}docs/faults.md`, "utf8");
const rows = [...table.matchAll(/^\| (?<id>[A-Z]\d\d) \|.*\| (?<file>test\/\S+) \|$/gm)].map(
  ({ groups = {} }) => groups,
);

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
