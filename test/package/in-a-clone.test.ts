import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { states, TestFleet } from "../end-to-end/fleet.ts";

const ROOT = join(import.meta.dirname, "..", "..");

it("`npm run midwatch` in a clone is about the fleet that it was typed in, also in a folder below", () => {
  const fleet = new TestFleet({ agents: { ada: { work: "duty", program: states("done") } } });
  const below = join(fleet.folder, "agents", "below");
  mkdirSync(below);
  const agentsFrom = (cwd: string) =>
    execFileSync("npm", ["--prefix", ROOT, "run", "--silent", "midwatch", "--", "agents"], {
      cwd,
      encoding: "utf8",
      env: { ...process.env, HOME: fleet.home },
    });
  expect([agentsFrom(fleet.folder), agentsFrom(below)]).toEqual([
    expect.stringContaining("ada"),
    expect.stringContaining("ada"),
  ]);
});
