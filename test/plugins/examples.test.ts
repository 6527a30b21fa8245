import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import backend from "../../examples/backend.ts";
import budget from "../../examples/budget.ts";
import channel from "../../examples/channel.ts";
import dispatch from "../../examples/dispatch.ts";
import embedder from "../../examples/embedder.ts";
import guard from "../../examples/guard.ts";
import lessonSharing from "../../examples/lesson-sharing.ts";
import waitResolver from "../../examples/wait-resolver.ts";
import workSource from "../../examples/work-source.ts";
import { SLOT_RULES } from "../../src/core/parts/slot-rules.ts";
import type { AgentDefinition, PartConfig, Plugin, Slots } from "../../src/index.ts";
import { describeBackend, describeChannel, describeWorkSource, partOf, testHost } from "../../src/testing/index.ts";
import { TestFleet } from "../end-to-end/fleet.ts";
import { patience } from "../limits.ts";

const MOST_LINES = 40;
const EXAMPLES = readdirSync("examples").filter((name) => name.endsWith(".ts"));
const fileOf = (slot: string) => `${slot.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

const folder = mkdtempSync(join(tmpdir(), "midwatch-examples-"));
afterAll(() => rmSync(folder, { recursive: true }));
const host = await testHost(folder, { PATH: process.env.PATH ?? "" });
const made = <S extends keyof Slots>(plugin: Plugin, slot: S, part: PartConfig) => partOf(plugin, slot, part, host);

describe("examples/", () => {
  it("has one for each slot, and no others", () => {
    expect(EXAMPLES).toEqual(Object.keys(SLOT_RULES).map(fileOf).toSorted());
  });

  it.each(Object.keys(SLOT_RULES))("examples/ of a %s is short, and begins with what it is for", (slot) => {
    const text = readFileSync(join("examples", fileOf(slot)), "utf8");
    expect(text.startsWith(`// ${slot}: `)).toBe(true);
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(MOST_LINES);
    const imported = [...text.matchAll(/ from "(?<name>[^"]+)"/g)].map(({ groups }) => groups?.name ?? "");
    expect(imported.filter((name) => !/^(?:midwatch|zod|node:.*)$/.test(name))).toEqual([]);
  });
});

const diary = (options: object) => () => made(backend, "backend", { use: "diary", ...options });
describeBackend("the example", {
  working: diary({}),
  failing: diary({ file: "no-such-folder/diary.md" }),
  hanging: diary({ pause: 3_600_000 }),
});

describeChannel("the example", () => {
  const file = join(folder, "letters.md");
  rmSync(file, { force: true });
  return {
    channel: made(channel, "channel", { use: "file" }),
    unreachable: made(channel, "channel", { use: "file", file: "no-such-folder/letters.md" }),
    to: "",
    arrived: () => readFileSync(file, "utf8").split(/^## /m).slice(1),
  };
});

describeWorkSource("the example", {
  make: () => made(workSource, "workSource", { use: "todo" }),
  files: { "notes.md": "# Notes\n\nTODO: water the plants\n", "README.md": "Nothing to do.\n" },
});

describe("the example of a", () => {
  const agent = (name: string, minutes: number) => ({ name, limits: { minutes } }) as AgentDefinition;

  it("budget gives each agent its own sum, in micro-dollars", () => {
    const policy = made(budget, "budget", { use: "allowances", agents: { ann: 2 } });
    expect([policy.caps(agent("ann", 5)), policy.caps(agent("ben", 5))]).toEqual([
      { run: 500_000, agentDay: 2_000_000 },
      { run: 250_000, agentDay: 1_000_000 },
    ]);
  });

  it("dispatch policy takes whoever needs the least time", () => {
    const policy = made(dispatch, "dispatch", { use: "shortest-first" });
    const agents = [agent("ann", 30), agent("ben", 5), agent("cid", 1)];
    const situation = { now: 0, agents, dues: {}, slots: 2, busy: ["cid"], lastStart: {} };
    expect(policy.decide(situation)).toMatchObject({ kind: "run", agent: { name: "ben" } });
    expect(policy.decide({ ...situation, slots: 1 })).toMatchObject({ kind: "rest" });
  });

  it("embedder finds what is spelt otherwise", async () => {
    const [asked = [], alike = [], other = []] = await made(embedder, "embedder", { use: "trigrams" }).embed(
      ["the colours of the chart", "chart: its colors", "push to the remote"],
      patience(),
    );
    const times = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, n) => sum + x * (b[n] ?? 0), 0);
    expect(times(asked, alike)).toBeGreaterThan(times(asked, other));
  });

  it("guard stops whoever names what is off limits", () => {
    const watch = made(guard, "guard", { use: "off-limits" }).guard(0, patience());
    expect(watch({ type: "tool_call", id: "1", name: "read", input: { path: "README.md" } }, 1).ok).toBe(true);
    expect(watch({ type: "tool_call", id: "2", name: "read", input: { path: ".env" } }, 2)).toEqual({
      ok: false,
      reason: "it called read with .env, which is off limits",
    });
  });

  it("lesson sharing lets a team read its own", () => {
    const policy = made(lessonSharing, "lessonSharing", { use: "teams", teams: [["ann", "ben"]] });
    const lesson = { path: "lessons/a.md", title: "A", author: "ann", keywords: [], tags: [], probation: false };
    expect([policy.admits(lesson, "ben").ok, policy.admits(lesson, "cid").ok]).toEqual([true, false]);
  });

  it("wait resolver waits for a file that is new", async () => {
    const resolver = made(waitResolver, "waitResolver", { use: "file" });
    const look = (since: number) => resolver.look({ kind: "file", about: "export.csv", since }, patience());
    expect(await look(0)).toMatchObject({ state: "pending" });
    writeFileSync(join(folder, "export.csv"), "1,2\n");
    expect(await look(0)).toEqual({ state: "met", reason: "has 4 bytes" });
    expect(await look(Number.MAX_SAFE_INTEGER)).toMatchObject({ state: "pending" });
  });
});

describe("a fleet of nothing but the examples", () => {
  const fleet = new TestFleet({ agents: {}, files: { "notes.md": "# Notes\n\nTODO: water the plants\n" } });

  beforeAll(async () => {
    const settings = readFileSync("examples/midwatch.yaml", "utf8");
    // Beside the package, where "midwatch" can be found as it is beside an installed one.
    writeFileSync(
      join(fleet.folder, "midwatch.yaml"),
      settings.replaceAll("- ./", `- ${resolve("examples")}/`).replace("./desk.git", "../remote.git"),
    );
    mkdirSync(join(fleet.folder, "agents"), { recursive: true });
    cpSync("examples/agents", join(fleet.folder, "agents"), { recursive: true });
  });

  it("has no mistake in its files", async () => {
    expect(await fleet.cli("check")).toMatchObject({ code: 0, stderr: "" });
  });

  it("takes an item, does it, tells of it and remembers", async () => {
    expect((await fleet.cli("brief", "keeper")).stdout).toMatch(/\d+ days until the release \(2099-12-31\)\./);
    expect(await fleet.run("keeper")).toMatchObject({
      item: { id: "notes.md: water the plants", title: "water the plants" },
      outcome: { kind: "done", reason: "there is one more line in diary.md" },
      publication: { kind: "published" },
    });
    expect(fleet.git("show", "main:diary.md")).toContain("all is well");
    expect(await fleet.ask("memory")).toMatchObject({ embedder: "trigrams-256" });
    expect((await fleet.cli("memory", "search", "the diaries grew")).stdout).toContain("diary.md grows.");
    await fleet.cli("tick");
    expect(readFileSync(join(fleet.folder, "letters.md"), "utf8")).toContain("water the plants");
  });

  it("is looked after by its health check", async () => {
    expect((await fleet.cli("health")).stdout).toContain("its latest session took 0 minutes");
  });
});
