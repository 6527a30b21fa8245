import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { examplesIn, root } from "./examples.ts";

const run = promisify(execFile);
const midwatch = (args: readonly string[], cwd: string) =>
  run(process.execPath, [join(root, "dist", "src", "cli", "bin.js"), ...args], { cwd });

const SLOTS = [
  "backend",
  "briefSection",
  "budget",
  "dispatch",
  "embedder",
  "extractor",
  "guard",
  "healthCheck",
  "channel",
  "lessonSharing",
  "waitResolver",
  "workSource",
] as const;

describe("the README", async () => {
  const commands = (await examplesIn("README.md", "sh")).flatMap((block) => block.trim().split("\n"));
  let folder: string;

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "midwatch-readme-")), "demo");
    await midwatch(["demo", folder], tmpdir());
  });

  afterAll(() => rm(join(folder, ".."), { recursive: true, force: true }));

  it("shows commands", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)("shows a command that works: %s", async (line) => {
    const [command, ...args] = line.replace(/#.*/, "").trim().split(/\s+/);
    expect(command).toBe("midwatch");
    const { stdout } = await midwatch(args, folder);
    expect(stdout).not.toBe("");
  });

  it("names every part there is, and no other", async () => {
    const text = await readFile(join(root, "README.md"), "utf8");
    const rows = [...text.matchAll(/^\| (?<slot>\w+) \| [^|]+ \| (?<parts>[^|]+) \|$/gm)];
    const named = Object.fromEntries(rows.map(({ groups }) => [groups?.slot, groups?.parts?.split(", ").toSorted()]));
    const { slot: _, ...documented } = named;
    const there = SLOTS.map((slot) => [slot, builtIn().find(slot, "").names.toSorted()] as const);
    expect(documented).toEqual(Object.fromEntries(there));
  });
});
