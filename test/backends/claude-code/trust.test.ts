import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readTrusted } from "../../../src/backends/claude-code/trust/copies.ts";
import { offeredBy } from "../../../src/backends/claude-code/trust/offered.ts";
import { partsOf, readSource, together } from "../../../src/backends/claude-code/trust/owner-settings.ts";
import { approve, propose } from "../../../src/backends/claude-code/trust/proposal.ts";
import { memoryView } from "../../../src/testing/memory-view.ts";

const HOOK = { type: "command", command: "$CLAUDE_PROJECT_DIR/.claude/guard.sh" };
const HOOKS = { PreToolUse: [{ matcher: "Bash", hooks: [HOOK] }] };
const SETTINGS = JSON.stringify({
  hooks: HOOKS,
  apiKeyHelper: "./key",
  permissions: { allow: ["Bash"] },
  env: { A: "b" },
});
const SERVERS = JSON.stringify({ mcpServers: { desk: { command: "node", args: ["server.mjs"] } } });
const FILES = { ".claude/settings.json": SETTINGS, ".mcp.json": SERVERS, ".claude/guard.sh": "exit 2\n" };

function place(files: Readonly<Record<string, string>> = FILES) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-trust-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder: join(folder, "desk"), home: join(folder, "settings.json"), view: memoryView(files) };
}

/** As `midwatch trust` does it. */
async function trusting({ folder, home, view }: ReturnType<typeof place>, wanted?: boolean) {
  const proposal = await propose({ folder, view }, { home, wanted });
  await approve(proposal);
  return proposal;
}

const states = async (view: ReturnType<typeof memoryView>, folder: string) =>
  (await offeredBy(view, folder)).map(({ what, state }) => `${what}: ${state}`);

it("takes hooks and servers over, and nothing else, each with the reason", () => {
  const reading = readSource(".claude/settings.json", SETTINGS);
  expect(partsOf(reading)).toEqual(["hook PreToolUse: $CLAUDE_PROJECT_DIR/.claude/guard.sh"]);
  expect(reading.refused.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
    "apiKeyHelper: the sign-in comes from the fleet's credentials, and from nowhere else",
    "permissions: what an agent may do is set in its file, under tools",
    "env: a variable can send the sign-in elsewhere (ANTHROPIC_BASE_URL), or load a program",
  ]);
  expect(partsOf(readSource(".mcp.json", SERVERS))).toEqual(["MCP server desk: node server.mjs"]);
});

it.each([
  ["no JSON", ".mcp.json", "{"],
  ["no object", ".mcp.json", "[]"],
  [
    "a hook of another form",
    ".claude/settings.json",
    JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: "x" }] }] } }),
  ],
  ["a server without a command", ".mcp.json", JSON.stringify({ mcpServers: { x: { args: [] } } })],
  [
    "a server that asks for the sign-in",
    ".mcp.json",
    JSON.stringify({ mcpServers: { x: { command: "x", env: { K: `\${ANTHROPIC_API_KEY}` } } } }),
  ],
])("refuses %s: the CLI would drop all the rest along with it, or worse", (_, source, text) => {
  const reading = readSource(source, text);
  expect([partsOf(reading), reading.refused.length]).toEqual([[], 1]);
});

it("keeps the hooks of every source for an event", () => {
  const own = readSource("~/.claude/settings.json", JSON.stringify({ hooks: HOOKS }));
  const both = together([readSource(".claude/settings.json", SETTINGS), own]);
  expect(both.hooks.PreToolUse).toHaveLength(2);
});

it("has nothing in force until somebody has said yes", async () => {
  const { view, folder, home } = place();
  const { diff, notes } = await propose({ folder, view }, { home });
  expect(diff).toContain("+++ b/settings.json");
  expect(notes).toEqual([expect.stringContaining(".claude/guard.sh of the repository") as string]);
  expect(await readTrusted(folder)).toEqual({ kind: "nothing" });
  expect(await states(view, folder)).toContain("MCP server desk: node server.mjs: off");
});

it("keeps what was approved for nobody else's eyes, and shows no difference afterwards", async () => {
  const here = place();
  await trusting(here);
  const trusted = await readTrusted(here.folder);
  expect(trusted.kind).toBe("copies");
  if (trusted.kind === "copies") expect(statSync(trusted.settings).mode & 0o777).toBe(0o600);
  expect(await propose(here, here)).toMatchObject({ diff: "", isStale: false });
  expect(await states(here.view, here.folder)).toContain("MCP server desk: node server.mjs: trusted");
});

it.each([
  ["changed", { ...FILES, ".mcp.json": SERVERS.replace("server.mjs", "other.mjs") }],
  ["gone", { ".claude/settings.json": SETTINGS }],
])("says that a source is %s, and keeps the approved copy in force", async (_, files) => {
  const here = place();
  await trusting(here);
  const later = await offeredBy(memoryView(files), here.folder);
  expect(later.filter(({ state }) => state === "changed").map(({ source }) => source)).toEqual([".mcp.json"]);
  expect((await readTrusted(here.folder)).kind).toBe("copies");
});

it.each(["settings.json", "mcp.json", "pin.json"])("uses nothing when somebody has been at %s", async (name) => {
  const here = place();
  await trusting(here);
  writeFileSync(join(here.folder, name), "{}");
  expect(await readTrusted(here.folder)).toMatchObject({ kind: "broken" });
});

it("takes the person's own hooks only where they were asked for, and remembers that they were", async () => {
  const here = place({});
  writeFileSync(here.home, JSON.stringify({ hooks: HOOKS, model: "opus" }));
  expect((await propose(here, here)).parts).toEqual([]);
  expect((await trusting(here, true)).parts).toHaveLength(1);
  expect((await propose(here, here)).parts).toHaveLength(1);
  expect((await trusting(here, false)).parts).toEqual([]);
});
