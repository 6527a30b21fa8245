import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { withHistory } from "../../src/cli/fleet/open-history.ts";
import { glanceAt } from "../../src/cli/views/glance.ts";
import { printedGlance } from "../../src/cli/views/glance-screen.ts";
import { glanceLines } from "../../src/core/night/glance.ts";
import { BAD, FORTNIGHT, FRESH, fleetWith, GOOD, makeBad, NOW } from "../fixtures/ledgers.ts";

const LEDGERS = { fresh: [FRESH], good: [GOOD], bad: [BAD, makeBad], fortnight: [FORTNIGHT] } as const;
const MOST_LINES = 20;

const page = (name: string) => join(import.meta.dirname, "screens", `${name}.txt`);

function folderOf(name: keyof typeof LEDGERS): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-glance-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [rows, more] = LEDGERS[name];
  return fleetWith(folder, rows, more);
}

describe("the morning screen", () => {
  it.each(Object.keys(LEDGERS) as (keyof typeof LEDGERS)[])(
    "the morning screen of a %s ledger says all that matters in twenty lines",
    async (name) => {
      const folder = folderOf(name);
      const glance = await withHistory(folder, (history) => glanceAt(folder, history, NOW));
      const screens = ([undefined, 120, 60] as const).map((columns) => {
        const lines = printedGlance(glanceLines(glance), "midwatch", columns);
        expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
        const wide = lines.filter(
          (line) => !/midwatch [a-z]/.test(line) && line.length > (columns ?? Number.POSITIVE_INFINITY),
        );
        expect(wide).toEqual([]);
        return `${columns === undefined ? "in a pipe" : `${columns} columns`}\n\n${lines.join("\n")}\n`;
      });
      await expect(screens.join("\n")).toMatchFileSnapshot(page(name));
    },
  );
});
