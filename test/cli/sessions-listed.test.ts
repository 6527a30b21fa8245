import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import type { SessionRecord } from "../../src/core/contracts/fleet-history.ts";
import { BAD, fleetWith, makeBad } from "../fixtures/ledgers.ts";

const BIN = join(import.meta.dirname, "..", "..", "dist", "src", "cli", "bin.js");

async function listed(...args: readonly string[]): Promise<{ stdout: string; found: readonly SessionRecord[] }> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-listed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  fleetWith(folder, BAD, makeBad);
  const run = (...more: readonly string[]) =>
    promisify(execFile)(process.execPath, [BIN, "sessions", ...args, ...more, "--fleet", folder]);
  const [{ stdout }, { stdout: json }] = [await run(), await run("--json")];
  return { stdout, found: JSON.parse(json) as SessionRecord[] };
}

it("lists the sessions that ended so, with the times at which they began, and says how many there are", async () => {
  const { stdout, found } = await listed("--outcome", "failed", "unfit", "--limit", "3");
  expect(found.map(({ outcome }) => outcome?.kind)).toEqual(["failed", "failed", "failed"]);
  expect(stdout).toMatch(/^session +began +agent/);
  expect(stdout).toContain("11-30 05:20");
  expect(stdout).toContain("the newest 3 of 16: --limit 16 lists them all");
});

it("lists the sessions on items with a text in their id or title, in whichever case", async () => {
  const { found } = await listed("--item", "DEPLOY page 2", "--limit", "100");
  expect(found.map(({ item }) => item?.title)).toEqual([
    "Deploy page 2",
    "Deploy page 2",
    "Deploy page 2",
    "Deploy page 2",
  ]);
});

it("lists the sessions that began since a time, and says so when none did", async () => {
  const { stdout } = await listed("--since", "2026-11-30 07:50", "--item", "alder");
  expect(stdout).toBe("no session like that\n");
});
