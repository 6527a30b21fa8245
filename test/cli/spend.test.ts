import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Spend } from "../../src/core/night/spend.ts";
import { fleetWith } from "../fixtures/ledgers.ts";
import { fleetOf, screenOf } from "./screens.ts";

const many = () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-spend-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const rows = Array.from({ length: 40 }, (_, n) => ({
    agent: `agent-${n}`,
    ago: n + 1,
    outcome: { kind: "done", reason: "done" },
  }));
  return fleetWith(folder, rows);
};

it("says how many rows it leaves out, and the command that lists them", async () => {
  const fleet = many();
  expect(await screenOf(["spend", "--since", "2026-11-20 08:00", "--fleet", fleet])).toContain(
    'and 32 more: midwatch spend --by agent --since "2026-11-20 08:00"',
  );
  const all = await screenOf(["spend", "--by", "agent", "--fleet", fleet]);
  expect(all.match(/^agent-\d+/gm)).toHaveLength(40);
  expect(all).not.toMatch(/By day|more:/);
});

it("tells programs every sum in micro-dollars", async () => {
  const found = JSON.parse(await screenOf(["spend", "--json", "--fleet", fleetOf("good")])) as Spend;
  expect(found).toMatchObject({
    zone: "UTC",
    today: { day: "2026-11-30", micros: 1_760_000, cap: 25_000_000, usual: 1_320_000 },
    models: [
      { name: "opus", sessions: 14, micros: 2_310_000 },
      { name: "haiku", sessions: 7, micros: 770_000 },
    ],
  });
});

it("tells what was spent although the fleet's files have mistakes, and that the caps are not known", async () => {
  const fleet = fleetOf("good");
  writeFileSync(join(fleet, "midwatch.yaml"), "zone: Nowhere\n");
  const text = await screenOf(["spend", "--fleet", fleet]);
  expect(text).toMatch(/Today +2026-11-30: \$1\.76; on a usual day/);
});

it("says that the caps are another policy's", async () => {
  const fleet = fleetOf("good");
  const settings = "plugins: [./own.mjs]\nworkspaces: { desk: { remote: ./desk.git } }\nbudget: { use: own }\n";
  writeFileSync(join(fleet, "midwatch.yaml"), `zone: UTC\n${settings}`);
  const part =
    '{ name: "own", options: { safeParse: () => ({ success: true, data: {} }) }, create: () => ({ caps: () => ({ run: 1 }) }) }';
  const plugin = `export default { name: "own", register: (registry) => registry.provide("budget", ${part}) };\n`;
  writeFileSync(join(fleet, "own.mjs"), plugin);
  const text = await screenOf(["spend", "--fleet", fleet]);
  expect(text).toContain("the caps are another budget policy's: midwatch budget shows them");
  expect(text).toContain("$1.76; on a usual day");
});
