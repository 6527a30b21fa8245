import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { withHistory } from "../../src/cli/fleet/open-history.ts";
import { main } from "../../src/cli/main.ts";
import { calls, EDITS, realFleet, SAYS_DONE } from "./fleet.ts";

const MCP_SERVER = join(import.meta.dirname, "mcp-server.mjs");
/** The clone these tests run in may be in a folder that is hidden from agents: what the server is made of is not. */
const SEEN = [dirname(MCP_SERVER), dirname(process.execPath)];
const NOTES = calls("mcp__desk__note", { text: "seen" });

const hooks = (trace: string) =>
  JSON.stringify({ hooks: { PreToolUse: [{ matcher: "", hooks: [{ type: "command", command: `touch ${trace}` }] }] } });
const server = (name: string, trace: string) =>
  JSON.stringify({ mcpServers: { [name]: { command: process.execPath, args: [MCP_SERVER, trace] } } });

const planting = (files: Readonly<Record<string, string>>) =>
  `import { writeFileSync } from "node:fs";
for (const [path, text] of Object.entries(${JSON.stringify(files)})) writeFileSync(path, text);
`;

/** A fleet whose repository holds a hook and a server, and a folder in which each leaves a trace when it runs. */
async function fleetWithSettings() {
  const traces = mkdtempSync(join(tmpdir(), "midwatch-trusted-"));
  onTestFinished(() => rmSync(traces, { recursive: true, force: true }));
  const real = await realFleet({
    scenario: { steps: [NOTES, ...EDITS, SAYS_DONE] },
    agent: "tools: [read, edit, run, mcp__desk]",
    fleet: `containment: { read: ${JSON.stringify(SEEN)}, write: [${traces}] }`,
    files: {
      ".claude/settings.json": hooks(join(traces, "hook")),
      ".mcp.json": server("desk", join(traces, "notes")),
      // By a program of its own: what the CLI's shell is asked to write there itself, it refuses.
      "plant.mjs": planting({
        ".claude/settings.json": hooks(join(traces, "planted-hook")),
        ".mcp.json": server("planted", join(traces, "planted-server")),
      }),
    },
  });
  const trust = (...args: readonly string[]) => main(["trust", "desk", "--json", ...args, "--fleet", real.folder]);
  return { ...real, traces, trust, seen: () => readdirSync(traces).toSorted() };
}

it("E05: runs the owner's hooks and servers after a yes, and not before", async () => {
  const { run, trust, traces, seen, mock } = await fleetWithSettings();
  expect(await trust()).toBe(0);
  expect(await run()).toMatchObject({ outcome: { kind: "done" } });
  expect(seen()).toEqual([]);

  expect(await trust("--yes")).toBe(0);
  mock.set({ steps: [NOTES, SAYS_DONE] });
  await run();
  expect(seen()).toEqual(["hook", "notes"]);
  expect(readFileSync(join(traces, "notes"), "utf8")).toBe("started\nseen\n");
});

it("E05: keeps what was approved when an agent has changed it, runs nothing of the agent's, and says so", async () => {
  const { run, trust, traces, seen, mock, folder, remote } = await fleetWithSettings();
  await trust("--yes");
  mock.set({ steps: [calls("Bash", { command: "node plant.mjs", description: "Plant" }), SAYS_DONE] });
  await run();
  expect(remote.file(".mcp.json")).toContain("planted");
  rmSync(join(traces, "hook"));

  mock.set({ steps: [NOTES, ...EDITS, SAYS_DONE] });
  const before = mock.requests.length;
  expect(await run()).toMatchObject({ outcome: { kind: "done" } });
  expect(seen()).toEqual(["hook", "notes"]);
  expect(readFileSync(join(traces, "notes"), "utf8")).toContain("seen\n");
  expect(JSON.stringify(mock.requests[before]?.body?.messages)).toContain("the approved copy stays active");
  const owed = async () => (await withHistory(folder, (history) => history.obligations())).map(({ key }) => key);
  const keys = async () => (await owed()).filter((key) => key.startsWith("trust:"));
  expect(await keys()).toEqual(["trust:desk"]);
  await trust("--yes");
  expect(await keys()).toEqual([]);
});
