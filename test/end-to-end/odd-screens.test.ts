import { chmodSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { broken, oddFleet } from "./odd-fleet.ts";

interface Need {
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly command: string;
  readonly count: number;
}
interface Screen {
  readonly needsYou: readonly Need[];
}

const SCREENS = [[], ["status"], ["report", "--since", "1h"], ["health"]];

describe("a fleet with every odd state at once", async () => {
  const fleet = await oddFleet();
  await broken(fleet);
  const asked = await Promise.all(SCREENS.map((args) => fleet.ask<Screen>(...args)));
  const [{ needsYou } = { needsYou: [] }] = asked;
  const printed = await Promise.all(SCREENS.map(async (args) => (await fleet.cli(...args)).stdout));
  const [glance = "", , report = ""] = printed;
  const all = (await fleet.cli("status", "--all")).stdout;
  const kinds = (kind: string) => needsYou.filter((need) => need.kind === kind);

  it("needs the same things on every screen, in the same words and order, by the same commands (B5)", () => {
    for (const screen of asked) expect(screen.needsYou).toEqual(needsYou);
    const known = ["dead", "stopped", "exposed", "owed", "kept", "quarantined", "blocked"];
    expect(known.filter((kind) => kinds(kind).length === 0)).toEqual([]);
    for (const { command, key } of needsYou) expect([key, all.includes(`${command}  (${key},`)]).toEqual([key, true]);
  });

  it("says of each that is shown in a report its whole command, however long its words are (B5)", () => {
    const shown = needsYou.filter(({ text }) => report.includes(text.slice(0, 40)));
    expect(shown.length).toBeGreaterThan(5);
    for (const { command } of shown) expect(report).toContain(`)\n  ${command}\n`);
  });

  it("counts twelve entries that are blocked for one person as one need of thirteen items (B6)", async () => {
    expect(kinds("blocked")).toMatchObject([
      { count: 13, text: expect.stringContaining("13 items of blocked") as string },
    ]);
  });

  it("says as many pieces of kept work on each screen", async () => {
    const { rescues } = await fleet.ask<{ rescues: object[] }>("rescue", "list");
    expect(rescues.length).toBeGreaterThan(1);
    expect(glance).toContain(`${rescues.length} pieces of work are on no branch`);
  });

  it("calls nothing done that is not on its branch, and counts as the report does (B2)", async () => {
    const [, fruitful] = /(\d+) came to something/.exec(report) ?? [];
    expect(glance).toContain(`${fruitful} came to something`);
    const { proved } = await fleet.ask<{ proved: { agent: string }[] }>();
    expect(proved.map(({ agent }) => agent)).not.toContain("refused");
  });

  it("names what is wrong where nothing starts for it, and no mistake that there is not", () => {
    for (const text of [glance, report]) {
      expect(text).toContain("nothing starts with files that others may write: midwatch check");
      expect(text).not.toContain("have mistakes");
    }
  });

  it("says the same of an agent as its latest session does", async () => {
    chmodSync(`${fleet.folder}/agents/ann.md`, 0o644);
    const agents = (await fleet.cli("agents")).stdout;
    expect(agents).toMatch(/^dies .*gone: execute/m);
    expect(agents).toMatch(/^refused .*done, unpublished/m);
    expect(agents).toMatch(/^halted .*stopped: midwatch start halted; every 1h/m);
  });
});
