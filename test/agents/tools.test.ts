import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { loadAgents } from "../../src/agents/load.ts";

async function load(settings: string) {
  const fleet = mkdtempSync(join(tmpdir(), "midwatch-tools-"));
  onTestFinished(() => rmSync(fleet, { recursive: true }));
  const text = `---\ndescription: Edits\nbackend: { use: command, run: [cat] }\n${settings}---\nEdit.`;
  writeFileSync(join(fleet, "editor.md"), text);
  return loadAgents(fleet, {
    fleet,
    workspaces: ["desk"],
    sources: ["work-queue"],
    checkBackend: () => [],
    readWhen: () => [],
  });
}

it("takes from an agent's file what it may do, and its model", async () => {
  const { agents } = await load("tools: [read, edit]\nmodel: sonnet\n");
  expect(agents[0]).toMatchObject({ tools: ["read", "edit"], model: "sonnet" });
});

it("takes a tool in its backend's own words, as an owner has them in a command already", async () => {
  const { agents } = await load('tools: [Read, "Bash(git log *)", mcp__memory__recall]\n');
  expect(agents[0]?.tools).toEqual(["Read", "Bash(git log *)", "mcp__memory__recall"]);
});

it("names the tools there are when a file asks for another", async () => {
  const { problems } = await load("tools: [bash]\n");
  expect(JSON.stringify(problems)).toMatch(/read.*edit.*run.*search.*web/);
});
