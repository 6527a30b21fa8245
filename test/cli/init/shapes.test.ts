import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { proposedFor } from "./proposed.ts";
import { SHAPES } from "./shapes.ts";
import { shapesTable } from "./shapes-table.ts";

describe("shapes of crontabs and units, each kept, told or refused (C1)", () => {
  it("are forty, and none is without something to look for", () => {
    expect(SHAPES.length).toBeGreaterThanOrEqual(40);
    expect(SHAPES.filter(({ kept = [], told = [] }) => kept.length + told.length === 0)).toEqual([]);
  });

  it.each(SHAPES)("$name", async ({ kept = [], told = [], refused = false, ...machine }) => {
    const { agents, notes, all } = await proposedFor(machine);
    const texts = Object.values(agents).join("\n");
    expect(
      { missing: kept.filter((text) => !texts.includes(text)), silent: told.filter((text) => !notes.includes(text)) },
      all,
    ).toEqual({
      missing: [],
      silent: [],
    });
    expect(all).not.toContain("sk-ant-");
    // An agent says which line or unit it was made of.
    expect(/crontab line \d|\.service line \d/.test(texts)).toBe(!refused);
  });

  it("stand in docs/moving-in.md, each with what becomes of it", () => {
    expect(readFileSync("docs/moving-in.md", "utf8")).toContain(shapesTable(SHAPES));
  });
});
