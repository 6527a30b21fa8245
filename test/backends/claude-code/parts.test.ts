import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { argumentsFor, environmentFor } from "../../../src/backends/claude-code/command-line.ts";
import { findExecutable } from "../../../src/backends/claude-code/executable.ts";
import { projectInstructions } from "../../../src/backends/claude-code/instructions.ts";
import { restoreTranscript } from "../../../src/backends/claude-code/kept-transcript.ts";
import { Options } from "../../../src/backends/claude-code/options.ts";
import { permissionsFor } from "../../../src/backends/claude-code/permissions.ts";
import { signInFrom } from "../../../src/backends/claude-code/sign-in.ts";
import { recoverUsage } from "../../../src/backends/claude-code/transcript.ts";
import type { BackendRequest } from "../../../src/core/contracts/backend.ts";

function folder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "midwatch-claude-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("the project's instructions", () => {
  it("are CLAUDE.md and what it imports, each file once", async () => {
    const clone = folder({
      "CLAUDE.md": "Be brief.\nSee @docs/style.md and `@docs/code.md`.",
      "docs/style.md": "No adjectives. @../CLAUDE.md @more.md",
      "docs/more.md": "Nor adverbs.",
      "docs/code.md": "never read",
    });
    const text = await projectInstructions(clone);
    expect(text?.split("\n\n")).toEqual([
      "Instructions of this repository, from its CLAUDE.md:",
      "Be brief.\nSee @docs/style.md and `@docs/code.md`.",
      "Imported from docs/style.md:",
      "No adjectives. @../CLAUDE.md @more.md",
      "Imported from docs/more.md:",
      "Nor adverbs.",
    ]);
  });

  it("end at the clone, whatever leads out of it", async () => {
    const outside = folder({ "secret.md": "a secret" });
    const clone = folder({ "CLAUDE.md": `@/etc/hostname @../secret.md @link.md @${outside}/secret.md` });
    symlinkSync(join(outside, "secret.md"), join(clone, "link.md"));
    expect(await projectInstructions(clone)).not.toContain("a secret");
    rmSync(join(clone, "CLAUDE.md"));
    symlinkSync(join(outside, "secret.md"), join(clone, "CLAUDE.md"));
    expect(await projectInstructions(clone)).toBeUndefined();
  });

  it("are capped, and say so", async () => {
    const text = await projectInstructions(folder({ "CLAUDE.md": "x".repeat(50_000) }));
    expect(text).toMatch(/\(10000 more characters are left out\.\)$/);
    expect(text?.length).toBeLessThan(40_200);
  });

  it("are those of AGENTS.md only where there is no CLAUDE.md", async () => {
    expect(await projectInstructions(folder({ "AGENTS.md": "from agents" }))).toContain("from agents");
    const both = folder({ "AGENTS.md": "from agents", "CLAUDE.md": "from claude" });
    expect(await projectInstructions(both)).not.toContain("from agents");
    expect(await projectInstructions(folder())).toBeUndefined();
  });
});

describe("the command line", () => {
  const request = { cwd: "/clone", home: "/home", tools: ["read", "web"], model: "sonnet", session: "an-id" } as const;
  const options = Options.parse({ turns: 7, dollars: 1.5 });
  const args = argumentsFor(request as unknown as BackendRequest, options, {
    instructions: "/home/project-instructions.md",
  });
  const following = (flag: string) => args[args.indexOf(flag) + 1];

  it("reads no settings, hooks or servers of the repository", () => {
    expect(following("--setting-sources")).toBe("");
    expect(args).toContain("--strict-mcp-config");
    expect(following("--permission-mode")).toBe("dontAsk");
  });

  it("carries the agent's model, limits and tools, and the session's id", () => {
    const flags = [
      "--model",
      "--session-id",
      "--max-turns",
      "--max-budget-usd",
      "--tools",
      "--append-system-prompt-file",
    ];
    expect(flags.map(following)).toEqual([
      "sonnet",
      "an-id",
      "7",
      "1.5",
      "Read,WebFetch,WebSearch",
      "/home/project-instructions.md",
    ]);
  });

  it("gives the CLI a home of its own, whatever else it is told", () => {
    const environment = { PATH: "/bin", HOME: "/person" };
    const env = environmentFor("/home", options, { environment, signIn: { ANTHROPIC_API_KEY: "sk-ant-1" } });
    expect(env).toMatchObject({ PATH: "/bin", HOME: "/home", ANTHROPIC_API_KEY: "sk-ant-1" });
    expect(env.CLAUDE_CONFIG_DIR).toBe("/home/.claude");
  });
});

describe("permissions", () => {
  it("keep file tools within the clone", () => {
    expect(permissionsFor(["edit"]).rules).toEqual(["Read(./**)", "Edit(./**)"]);
  });

  it("pass on a rule in the CLI's own words", () => {
    expect(permissionsFor(["search", "Bash(git log *)", "Bash(git diff *)", "mcp__memory__recall"])).toEqual({
      tools: ["Glob", "Grep", "Bash"],
      rules: ["Read(./**)", "Bash(git log *)", "Bash(git diff *)", "mcp__memory__recall"],
    });
  });

  it("leave out the network unless the agent's file asks for it", () => {
    expect(permissionsFor().tools).toEqual(["Read", "Edit", "Write", "Bash", "Glob", "Grep"]);
  });
});

describe("the sign-in", () => {
  it("passes on one way to sign in, and the gateway", () => {
    const credentials = { ANTHROPIC_API_KEY: "sk-ant-1", CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-x", OTHER: "y" };
    expect(signInFrom(credentials)).toMatchObject({ ok: true, env: { ANTHROPIC_API_KEY: "sk-ant-1" } });
    const url = "http://127.0.0.1:1";
    expect(signInFrom({ ANTHROPIC_AUTH_TOKEN: "t", ANTHROPIC_BASE_URL: url })).toMatchObject({
      env: { ANTHROPIC_AUTH_TOKEN: "t", ANTHROPIC_BASE_URL: url },
    });
  });

  it.each([
    [{}, /^no sign-in: write ANTHROPIC_API_KEY=…, .*claude setup-token.* in the fleet's \.midwatch\/credentials$/],
    [{ ANTHROPIC_API_KEY: "hunter2" }, /^ANTHROPIC_API_KEY does not look like an API key: correct it/],
    [{ ANTHROPIC_API_KEY: "sk-ant-1", ANTHROPIC_BASE_URL: "nowhere" }, /^ANTHROPIC_BASE_URL is no URL/],
  ])("says what is wrong without telling the secret", (credentials, reason) => {
    const signIn = signInFrom(credentials as Record<string, string>);
    expect(signIn).toMatchObject({ ok: false, reason: expect.stringMatching(reason) as string });
    expect(JSON.stringify(signIn)).not.toMatch(/hunter2|sk-ant/);
  });
});

describe("the executable", () => {
  const program = (root: string, path: string) => {
    chmodSync(join(root, path), 0o755);
    return join(root, path);
  };

  it("is the one that is named, relative to the agent's file", async () => {
    const root = folder({ "bin/other": "" });
    const other = program(root, "bin/other");
    expect(await findExecutable({ named: "./bin/other", folder: root, path: "" })).toBe(other);
    expect(await findExecutable({ named: "other", folder: root, path: join(root, "bin") })).toBe(other);
    expect(await findExecutable({ named: "missing", folder: root, path: join(root, "bin") })).toBeUndefined();
  });

  it("is on the PATH, else in the node_modules of the fleet", async () => {
    const packaged = "node_modules/@anthropic-ai/claude-code-linux-x64/claude";
    const root = folder({ [packaged]: "", "bin/claude": "", "agents/x.md": "" });
    const found = program(root, packaged);
    const place = { named: undefined, folder: join(root, "agents"), path: join(root, "bin") };
    expect(await findExecutable(place)).toBe(found);
    expect(await findExecutable({ ...place, path: `:${dirname(program(root, "bin/claude"))}` })).toBe(
      join(root, "bin/claude"),
    );
  });
});

describe("the transcript of a run without a result", () => {
  const assistant = (id: string, output: number) =>
    JSON.stringify({ type: "assistant", message: { id, usage: { input_tokens: 10, output_tokens: output } } });
  const path = "home/.claude/projects/-clone/an-id.jsonl";
  const usage = (rows: readonly string[]) =>
    recoverUsage(join(folder({ [path]: rows.join("\n") }), "home"), { session: "an-id" });

  it("tells the cost where the CLI wrote it down", async () => {
    const share = { inputTokens: 70, outputTokens: 35, costUSD: 0.00098 };
    const state = { type: "cost-state", totalCostUSD: 0.00098, modelUsage: { "claude-opus-5-5": share } };
    const rows = [assistant("m1", 5), "no json", JSON.stringify(state)];
    expect(await usage(rows)).toEqual({
      inputTokens: 70,
      outputTokens: 35,
      micros: 980,
      models: [{ model: "claude-opus-5-5", inputTokens: 70, outputTokens: 35, micros: 980 }],
    });
  });

  it("tells the tokens of each message once, and no price, after a kill", async () => {
    expect(await usage([assistant("m1", 5), assistant("m1", 5), assistant("m2", 7)])).toEqual({
      inputTokens: 20,
      outputTokens: 12,
    });
  });

  it("tells the model of each message, after a kill", async () => {
    const answer = (id: string, model: string) =>
      JSON.stringify({ type: "assistant", message: { id, model, usage: { input_tokens: 10, output_tokens: 1 } } });
    expect(await usage([answer("m1", "opus"), answer("m2", "haiku"), answer("m3", "opus")])).toEqual({
      inputTokens: 30,
      outputTokens: 3,
      models: [
        { model: "opus", inputTokens: 20, outputTokens: 2 },
        { model: "haiku", inputTokens: 10, outputTokens: 1 },
      ],
    });
  });

  it("tells what is new, and not what it has gone on from", async () => {
    const answer = (id: string, tokens: number) =>
      JSON.stringify({ type: "assistant", message: { id, usage: { input_tokens: tokens, output_tokens: 1 } } });
    const state = (tokens: number, costUSD: number) =>
      JSON.stringify({ type: "cost-state", modelUsage: { opus: { inputTokens: tokens, outputTokens: 1, costUSD } } });
    const path = (id: string) => `home/.claude/projects/-clone/${id}.jsonl`;
    const usage = (rows: readonly string[], earlier: readonly string[]) => {
      const files = { [path("new")]: rows.join("\n"), [path("old")]: earlier.join("\n") };
      return recoverUsage(join(folder(files), "home"), { session: "new", resumed: "old" });
    };
    const old = [answer("a", 10), state(10, 0.01)];
    expect(await usage([answer("a", 10), answer("b", 30)], old)).toEqual({ inputTokens: 30, outputTokens: 1 });
    expect(await usage([answer("a", 10), answer("b", 30), state(40, 0.05)], old)).toEqual({
      inputTokens: 30,
      outputTokens: 0,
      micros: 40_000,
      models: [{ model: "opus", inputTokens: 30, outputTokens: 0, micros: 40_000 }],
    });
  });

  it("tells nothing where there is none", async () => {
    expect(await recoverUsage("/nowhere", { session: "an-id" })).toEqual({ inputTokens: 0, outputTokens: 0 });
  });
});

describe("a kept transcript", () => {
  it("is not followed when the agent has put a link in its place", async () => {
    const kept = folder({ "elsewhere/a-file": "of the person's" });
    symlinkSync(join(kept, "elsewhere/a-file"), join(kept, "an-id.jsonl"));
    const place = { cwd: kept, home: folder() };
    expect(await restoreTranscript({ kept, session: "an-id" }, place)).toBe(false);
  });
});
