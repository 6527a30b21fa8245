import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { temporaryFolder } from "../end-to-end/fleet.ts";

const AGENT = "---\ndescription: X\nbackend: { use: command, run: [cat] }\n---\nX.\n";

function fleet(settings: string) {
  const folder = temporaryFolder();
  const files = { "midwatch.yaml": `workspaces: { desk: { remote: ./d.git } }\n${settings}\n`, "agents/ada.md": AGENT };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return loadConfig(folder, builtIn());
}

const GUARDS = ["turns", "silence", "loop", "no-progress", "wall-time"];
const OTHER_CHECKS = [
  "service",
  "locks",
  "cadence",
  "logs",
  "git",
  "sign-in",
  "burn",
  "waiting",
  "no-op",
  "checks-ran",
];
const names = (parts: readonly { readonly use: string }[]) => parts.map(({ use }) => use);

describe("an owner's own health checks and guards (B10)", () => {
  it("stand beside those that come with midwatch", async () => {
    const { healthChecks, guards } = await fleet(
      "healthChecks: [{ use: cadence, path: docs }, { use: command, name: rain, run: [./rain] }]\nguards: [{ use: command, run: [./judge] }]",
    );
    expect(names(healthChecks)).toEqual(["disk", ...OTHER_CHECKS, "cadence", "command"]);
    expect(names(guards)).toEqual([...GUARDS, "command"]);
  });

  it("give another its options, and no other is gone", async () => {
    const { healthChecks, guards } = await fleet(
      "healthChecks: [{ use: disk, free: 9 }, { use: cadence, path: journal, days: 2 }]\nguards: [{ use: loop, limit: 6 }]",
    );
    expect(healthChecks).toHaveLength(11);
    expect(healthChecks).toContainEqual({ use: "disk", free: 9 });
    expect(healthChecks).toContainEqual({ use: "cadence", path: "journal", days: 2 });
    expect(names(guards).toSorted()).toEqual(GUARDS.toSorted());
    expect(guards).toContainEqual({ use: "loop", limit: 6 });
  });

  it("take nothing away where the list is empty", async () => {
    const { healthChecks, guards } = await fleet("healthChecks: []\nguards: []");
    expect([healthChecks.length, names(guards)]).toEqual([11, GUARDS]);
  });

  it("take one out where they say so, and that is told with its line", async () => {
    const { healthChecks, guards, takenOut } = await fleet(
      "healthChecks: [{ use: disk, off: true }, { use: cadence, off: true }]\nguards:\n  - { use: loop, off: true }",
    );
    expect(names(healthChecks)).toEqual(OTHER_CHECKS.filter((name) => name !== "cadence"));
    expect(names(guards)).toEqual(GUARDS.filter((name) => name !== "loop"));
    expect(takenOut).toEqual([
      { file: "midwatch.yaml", line: 4, message: "guards: loop is off: it stops no run any more" },
      { file: "midwatch.yaml", line: 2, message: "healthChecks: disk is off: this check is not made" },
      {
        file: "midwatch.yaml",
        line: 2,
        message: "healthChecks: cadence (journal) is off: this check is not made",
      },
    ]);
  });

  it.each([
    [
      "healthChecks: [{ use: dsik, off: true }]",
      /healthChecks\.0: dsik is not on by default.* on by default are: disk,/,
    ],
    [
      "healthChecks: [{ use: cadence, path: docs, off: true }]",
      /cadence \(docs\) is not on by default.*cadence \(journal\)/,
    ],
    ["guards: [{ use: command, off: true }]", /guards\.0: command is not on by default.*: turns, silence/],
    ["guards: [{ use: loop, off: true, limit: 6 }]", /guards\.0: what is off takes no options: leave out limit/],
    ["guards: [{ use: loop, off: perhaps }]", /guards\.0\.off: /],
  ])("are refused where they take out what is not there: %s", async (settings, said) => {
    await expect(fleet(settings)).rejects.toThrow(said);
  });
});
