import { describe, expect, it } from "vitest";
import { environmentFor } from "../../../src/backends/gptme/command-line.ts";
import { Options } from "../../../src/backends/gptme/options.ts";
import { readProject } from "../../../src/backends/gptme/project.ts";
import { nativeTools } from "../../../src/backends/gptme/tools.ts";

describe("a native run of gptme", () => {
  it.each([
    ["its usual tools, without those that bring strangers' words in", undefined, "", "-browser,-mcp,-memory"],
    [
      "what its gptme.toml allows",
      undefined,
      '[env]\nTOOL_ALLOWLIST = "shell, browser"',
      "shell,complete,todo,lessons,autocompact",
    ],
    [
      "what is declared, before that",
      ["read"],
      '[env]\nTOOL_ALLOWLIST = "shell"',
      "read,complete,todo,lessons,autocompact",
    ],
    ["its own names, too, and servers", ["tmux", "mcp__files"], "", "complete,todo,tmux,files.*,lessons,autocompact"],
  ] as const)("has where it is native %s", (_, tools, text, right) => {
    expect(nativeTools(tools, { project: readProject(text), hasMemory: false })).toBe(right);
  });

  it("lets its memory tool write where the repository has a place for it", () => {
    expect(nativeTools(undefined, { project: readProject(""), hasMemory: true })).toBe("-browser,-mcp");
  });

  it("runs the commands of a gptme.toml for an agent that may run some itself, and for no other", () => {
    const native = { project: readProject(""), hasMemory: false };
    const env = (tools: readonly string[], over?: typeof native) =>
      environmentFor({ home: "/home", tools }, Options.parse({}), { environment: {}, signIn: {}, native: over });
    expect(env(["read", "run"], native)).toHaveProperty("GPTME_TRUST_PROJECT_SHELL", "1");
    expect(env(["read", "edit"], native)).not.toHaveProperty("GPTME_TRUST_PROJECT_SHELL");
    expect(env(["read", "run"], undefined)).not.toHaveProperty("GPTME_TRUST_PROJECT_SHELL");
  });
});

describe("a workspace's gptme.toml", () => {
  it("is read in its older form, too", () => {
    const today = readProject('[prompt]\nfiles = ["a.md"]\ncontext_cmd = "x"\n');
    expect(today).toMatchObject({ files: ["a.md"], contextCommand: "x" });
    expect(readProject('prompt = "Be kind"\nfiles = ["a.md"]\ncontext_cmd = "x"\n')).toEqual(today);
  });

  it("names servers only where they are on, and the commands of its hooks", () => {
    const text = (enabled: boolean) => `[mcp]\nenabled = ${enabled}\n[[mcp.servers]]\nname = "files"\n`;
    expect([readProject(text(true)).servers, readProject(text(false)).servers]).toEqual([["files"], []]);
    expect(readProject('[[hooks.scripts]]\nevent = "session.end"\ncommand = "./x"').hooks).toEqual([
      "session.end: ./x",
    ]);
  });

  it("says why it cannot be read, and nothing else", () => {
    expect(readProject("[agent\nname=")).toMatchObject({
      files: [],
      broken: expect.stringContaining("TOML") as string,
    });
    expect(readProject("prompt = 7\nmcp = 1\nfiles = 'x'")).toEqual({ files: [], hooks: [], servers: [] });
  });
});
