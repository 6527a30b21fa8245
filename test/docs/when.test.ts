import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CalendarSchema } from "../../src/config/calendar-schema.ts";
import { isWhen, parseWhen } from "../../src/core/when/parse.ts";
import { KNOWN } from "../core/when/calendars.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "when.md"), "utf8");
const blocks = [...page.matchAll(/```yaml\n(?<text>[\s\S]*?)```/g)].map(({ groups }) => groups?.text ?? "");
const rows = [...page.matchAll(/^\| (?<rules>`.*) \| .* \|$/gm)].map(({ groups }) => groups?.rules ?? "");
const rules = rows.flatMap((row) => [...row.matchAll(/`(?<rule>[^`]+)`/g)].map(({ groups }) => groups?.rule ?? ""));
const written = rules.filter((rule) => rule.includes(" ") && !/min-gap|<source>/.test(rule));

describe("docs/when.md", () => {
  it("has rules", () => {
    expect(written.length).toBeGreaterThan(15);
  });

  it.each(written)("shows a rule there is: %s", (rule) => {
    expect(isWhen(parseWhen([rule], KNOWN))).toBe(true);
  });

  it("shows lists that can be read", () => {
    const lists = (blocks[0] ?? "")
      .trim()
      .split("\n")
      .map((line) => (parse(line) as { when: string | string[] }).when);
    expect(lists.map((list) => isWhen(parseWhen([list].flat(), KNOWN)))).toEqual([true, true, true]);
  });

  it("shows a calendar that can be read", () => {
    expect(CalendarSchema.safeParse(parse(blocks[1] ?? "")).success).toBe(true);
  });
});
