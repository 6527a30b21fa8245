import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
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

describe("the README, and its pages", async () => {
  const blocks = [...(await examplesIn("README.md", "sh")), ...(await examplesIn("docs/command-line.md", "sh"))];
  const commands = [...new Set(blocks.flatMap((block) => block.trim().split("\n")))];
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

  it("has at most 120 lines, and leads to the first agent", async () => {
    const text = await readFile(join(root, "README.md"), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
    expect(text).toContain("](docs/first-agent.md)");
  });

  it("shows an agent of three lines that a fleet loads", async () => {
    const [settings = ""] = await examplesIn("README.md", "yaml");
    expect(settings.trim().split("\n")).toHaveLength(3);
    const fleet = join(folder, "..", "three-lines");
    await mkdir(join(fleet, "agents"), { recursive: true });
    await writeFile(join(fleet, "midwatch.yaml"), "workspaces: { desk: { remote: ./desk.git } }\n");
    await writeFile(join(fleet, "agents", "reviewer.md"), `---\n${settings}---\n`);
    const { agents } = await loadConfig(fleet, builtIn());
    expect(agents).toMatchObject([{ name: "reviewer", work: ["duty"], backend: { use: "claude-code" } }]);
  });

  it("names every part there is, and no other", async () => {
    const text = await readFile(join(root, "docs/running-agents.md"), "utf8");
    const rows = [...text.matchAll(/^\| (?<slot>\w+) \| [^|]+ \| (?<parts>[^|]+) \|$/gm)];
    const named = Object.fromEntries(rows.map(({ groups }) => [groups?.slot, groups?.parts?.split(", ").toSorted()]));
    const { slot: _, ...documented } = named;
    const there = SLOTS.map((slot) => [slot, builtIn().find(slot, "").names.toSorted()] as const);
    expect(documented).toEqual(Object.fromEntries(there));
  });
});
