import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TestFleet, write } from "./fleet.ts";

const HOOKS = { PreToolUse: [{ hooks: [{ type: "command", command: "./guard.sh" }] }] };
const RESULT = {
  type: "result",
  subtype: "success",
  num_turns: 1,
  result: "Done.\n\n```midwatch\nitem: done\nreason: as asked\n```",
};

/** Claude Code's stand-in: headless it writes a file and a transcript; at a terminal it writes down how it was called. */
function claude(root: string): string {
  return `#!/bin/bash
case "$1" in
--version) echo "2.1.330 (Claude Code)" ;;
-p)
  id=$(sed 's/.*--session-id \\([^ ]*\\).*/\\1/' <<< "$*")
  mkdir -p "$CLAUDE_CONFIG_DIR/projects/-clone"
  echo "what $id said" > "$CLAUDE_CONFIG_DIR/projects/-clone/$id.jsonl"
  read -r prompt
  echo beta > work.txt
  echo '${JSON.stringify({ type: "system", subtype: "init", claude_code_version: "2.1.330" })}'
  echo '${JSON.stringify(RESULT)}'
  cat > /dev/null ;;
*)
  echo "$*" > ${root}/argv
  pwd > ${root}/cwd
  env > ${root}/env
  cat work.txt "$CLAUDE_CONFIG_DIR"/projects/"$(pwd | tr -c 'a-zA-Z0-9\\n' -)"/*.jsonl > ${root}/found ;;
esac
`;
}

function fleetOnClaude(files: Readonly<Record<string, string>> = {}): TestFleet {
  const fleet = new TestFleet({ agents: { ada: {} }, files, tasks: ["one"] });
  write(fleet.folder, "claude", claude(fleet.root), 0o755);
  write(fleet.folder, ".midwatch/credentials", "ANTHROPIC_API_KEY=sk-ant-mock\n", 0o600);
  const settings = ["description: x", "work: workspace-tasks", "backend: { use: claude-code, executable: ../claude }"];
  write(fleet.folder, "agents/ada.md", `---\n${settings.join("\n")}\n---\n\n# Ada\n`);
  return fleet;
}

describe.concurrent("Claude Code on the command line", () => {
  it("opens an ended session on a fresh clone of its work, with its conversation, in a home of its own", async () => {
    const fleet = fleetOnClaude();
    const { session, outcome } = await fleet.run("ada");
    expect(outcome).toMatchObject({ kind: "done" });
    const { code, stdout } = await fleet.cli("open", "ada");
    const told = (name: string) => readFileSync(join(fleet.root, name), "utf8");
    const clone = join(fleet.folder, ".midwatch/opened", session, "clone");
    expect([code, told("argv"), told("cwd"), told("found")]).toEqual([
      0,
      `--resume ${session} --setting-sources  --strict-mcp-config\n`,
      `${clone}\n`,
      `beta\nwhat ${session} said\n`,
    ]);
    expect(told("env")).toContain("ANTHROPIC_API_KEY=sk-ant-mock");
    expect(told("env")).toContain(`HOME=${join(fleet.folder, ".midwatch/opened", session, "home")}`);
    expect(stdout).toContain(`git -C ${clone} push ${fleet.remote} HEAD:main`);
    await fleet.cli("open", "ada");
    expect(told("cwd")).toBe(`${clone.replace(session, `${session}-2`)}\n`);
  });

  it("says why a session cannot be opened", async () => {
    const fleet = fleetOnClaude();
    fleet.declare("bob", { program: "true" });
    const { session } = await fleet.run("bob");
    expect(await fleet.cli("open", session)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("bob runs on command, which has no conversation to resume") as string,
    });
  });

  it("says what each agent runs on, and what is off, trusted or changed since", async () => {
    const fleet = fleetOnClaude({
      ".claude/settings.json": JSON.stringify({ hooks: HOOKS, apiKeyHelper: "./key" }),
      "CLAUDE.md": "Be kind. @more.md",
    });
    const before = await fleet.cli("backends");
    expect(before.code).toBe(0);
    for (const said of [
      /ada: claude-code pass/,
      /program: .*\/claude\n/,
      /version: 2\.1\.330/,
      /signed in with: an API key/,
      /credentials: exposed/,
      /contained: (?:bubblewrap|a p)/,
      /hook PreToolUse: \.\/guard\.sh \(\.claude\/settings\.json\): off, .*midwatch trust/,
      /apiKeyHelper .*: off, the sign-in comes from the fleet's credentials/,
      /instructions \(CLAUDE\.md\): read, .*@more\.md/,
    ])
      expect(before.stdout).toMatch(said);

    const shown = await fleet.cli("trust");
    expect(shown.stdout).toContain("Nothing was changed.");
    expect((await fleet.cli("backends")).stdout).toMatch(/guard\.sh .*: off/);
    expect((await fleet.cli("trust", "--yes")).stdout).toContain("Active from the next session in desk on.");
    expect((await fleet.cli("backends")).stdout).toMatch(/guard\.sh .*: trusted/);

    fleet.commit({ ".claude/settings.json": JSON.stringify({ hooks: {} }) });
    const after = await fleet.cli("backends");
    expect(after.code).toBe(3);
    expect(after.stdout).toMatch(
      /the file \(\.claude\/settings\.json\): changed, .*what was approved then stays active/,
    );
    await fleet.run("ada");
    fleet.declare("bob", { program: "true" });
    await fleet.run("bob");
    expect((await fleet.cli("status")).stdout).toMatch(/\.claude\/settings\.json of desk changed since approved/);
  });
});
