import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { describeWhen } from "../../src/core/when/describe.ts";
import { warningsOf } from "../../src/core/when/warnings.ts";
import { start } from "../end-to-end/command-line.ts";
import { temporaryFolder } from "../end-to-end/fleet.ts";

interface Checked {
  readonly problems: readonly object[];
  readonly agents: readonly { readonly name: string; readonly ready: boolean; readonly reasons: readonly string[] }[];
}

const examples = join(import.meta.dirname, "..", "..", "config", "examples");
const fleets = readdirSync(examples, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

const WHEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "exploit-watch": { briefing: "Mondays at 07:00 (UTC)" },
  "open-source": {
    maintainer:
      "every 2 hours on weekdays (UTC); every 4 hours on weekends (UTC); on every inbox event; at least 20 minutes apart",
  },
  "trading-desk": {
    content: "once a day between 06:00 and 22:00 (UTC)",
    strategist: "Mondays at 10:00 (UTC)",
    trader: "every 30 minutes while NYSE is open; at least 10 minutes apart",
  },
};

describe("the example fleets", () => {
  it("are those that are spoken of here", () => {
    expect(fleets.toSorted()).toEqual(Object.keys(WHEN));
  });

  it.each(fleets)("%s has no mistake, and its agents are not ready before what they need is there", async (fleet) => {
    const home = temporaryFolder();
    const { code, stdout } = await start(["check", "--json"], { cwd: join(examples, fleet), home }).finished;
    const { problems, agents } = JSON.parse(stdout) as Checked;
    expect([problems, agents.map(({ name }) => name)]).toEqual([[], Object.keys(WHEN[fleet] ?? {})]);
    expect(agents.filter(({ ready, reasons }) => ready === reasons.length > 0)).toEqual([]);
    expect(code).toBe(agents.every(({ ready }) => ready) ? 0 : 1);
  });

  it.each(fleets)("%s is due when its agents' files mean, and nothing about that will surprise", async (fleet) => {
    const { schedules } = await loadConfig(join(examples, fleet), builtIn());
    expect(Object.fromEntries(schedules.map(({ agent, when }) => [agent, describeWhen(when)]))).toEqual(WHEN[fleet]);
    expect(schedules.flatMap(({ when }) => warningsOf(when, Date.parse("2026-11-22T00:00Z")))).toEqual([]);
  });
});
