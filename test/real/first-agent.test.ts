import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { examplesIn, root } from "../docs/examples.ts";
import { answersTo, asTyped, Person } from "../docs/person.ts";
import { git } from "../end-to-end/fleet.ts";
import { startMock } from "../mock/anthropic.mjs";
import { CLAUDE_CODE, calls } from "./fleet.ts";

const SAYS = "I have reviewed it.\n\n```midwatch\nitem: done\nreason: reviews/today.md is written\n```";
const REVIEWS = [calls("Write", { file_path: "reviews/today.md", content: "All is fine.\n" }), { text: SAYS }];

/** Packs midwatch, and installs the tarball for a person; from where this machine has its packages. */
async function installFor(person: Person): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-packed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...args: readonly string[]) => promisify(execFile)("npm", args, { cwd: root });
  await npm("pack", "--pack-destination", folder);
  const [tarball = ""] = readdirSync(folder);
  await npm("install", "--global", "--prefix", person.home, "--no-audit", "--no-fund", join(folder, tarball));
}

it("the page on the first agent brings one that works, from the tarball, on the real CLI, in one pass", async () => {
  const mock = await startMock({ scenario: { steps: REVIEWS } });
  onTestFinished(() => mock.close());
  const person = new Person();
  await installFor(person);
  // The native program alone; npm would fetch the same from its registry.
  person.install("claude", `#!/bin/sh\nexec ${CLAUDE_CODE} "$@"\n`);
  const credentials = ["ANTHROPIC_API_KEY=sk-ant-mock", `ANTHROPIC_BASE_URL=${mock.url}`];
  const lines = (await examplesIn("docs/first-agent.md", "sh")).flatMap((block) => block.trim().split("\n"));
  const told = new Map<string, string>();
  for (const line of lines) {
    const { code, said } = await person.types(asTyped(line), answersTo(line, credentials));
    expect([line, code, said]).toEqual([line, line.startsWith("midwatch new") ? 1 : 0, expect.any(String)]);
    told.set(line, said);
  }
  expect(told.get("midwatch check")).toContain("All is well: helper, reviewer.");
  expect(told.get("midwatch run reviewer")).toContain("reviews/today.md is written");
  expect(git(join(person.home, "fleet", "desk.git"), "show", "main:reviews/today.md")).toBe("All is fine.");
  expect(mock.requests.length).toBeGreaterThan(1);
});
