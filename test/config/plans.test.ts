import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { start } from "../end-to-end/command-line.ts";
import { temporaryFolder } from "../end-to-end/fleet.ts";

const examples = join(import.meta.dirname, "..", "..", "config", "examples");

/** The example fleet in a folder of its own; in another zone, where one is given. */
function copied(fleet: string, zone = "UTC") {
  const home = temporaryFolder();
  const folder = join(home, fleet);
  cpSync(join(examples, fleet), folder, { recursive: true });
  const file = join(folder, "midwatch.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("zone: UTC", `zone: ${zone}`));
  return (...args: readonly string[]) => start(args, { cwd: folder, home }).finished;
}

const WEEKS = [
  { file: "trading-desk-thanksgiving", fleet: "trading-desk", from: "2026-11-23" },
  { file: "trading-desk-clocks-forward", fleet: "trading-desk", from: "2027-03-08" },
  { file: "trading-desk-clocks-back", fleet: "trading-desk", from: "2026-10-26" },
  { file: "open-source-thanksgiving", fleet: "open-source", from: "2026-11-23" },
  { file: "open-source-berlin-clocks-forward", fleet: "open-source", from: "2027-03-22", zone: "Europe/Berlin" },
  { file: "exploit-watch-thanksgiving", fleet: "exploit-watch", from: "2026-11-23" },
];

describe("the plan of a week of the example fleets", () => {
  it.each(WEEKS)("$file", async ({ file, fleet, from, zone }) => {
    const { code, stdout, stderr } = await copied(fleet, zone)("plan", "--from", from, "--next", "7d");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(join(import.meta.dirname, "plans", `${file}.txt`));
  });

  it.each(["trading-desk", "open-source"])(
    "%s keeps within its own caps, were every session as dear as it may be",
    async (fleet) => {
      const { stdout } = await copied(fleet)("plan", "--from", "2026-11-23", "--json");
      const { dues } = JSON.parse(stdout) as { dues: readonly { fate: string }[] };
      expect(dues.length).toBeGreaterThan(50);
      expect(dues.filter(({ fate }) => fate === "skipped")).toEqual([]);
    },
  );
});
