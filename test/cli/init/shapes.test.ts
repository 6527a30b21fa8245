import { describe, expect, it } from "vitest";
import { proposedFor } from "./proposed.ts";
import { CHOICES, LINES, SCRIPTS, type Shape, UNITS } from "./shapes.ts";

const ALL: readonly Shape[] = [...LINES, ...SCRIPTS, ...CHOICES, ...UNITS];

describe("shapes of crontabs and units, each kept, told or refused (C1)", () => {
  it("are forty, and none is without something to look for", () => {
    expect(ALL.length).toBeGreaterThanOrEqual(40);
    expect(ALL.filter(({ kept = [], told = [] }) => kept.length + told.length === 0)).toEqual([]);
  });

  it.each(ALL)("$name", async ({ kept = [], told = [], ...machine }) => {
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
  });
});
