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
      /contained: a p/,
      /hook PreToolUse: \.\/guard\.sh \(\.claude\/settings\.json\): off, .*midwatch trust/,
      /apiKeyHelper .*: off, the sign-in comes from the fleet's credentials/,
      /instructions \(CLAUDE\.md\): read, .*@more\.md/,
    ])
      expect(before.stdout).toMatch(said);

    const shown = await fleet.cli("trust");
    expect(shown.stdout).toContain("Nothing was changed.");
    expect((await fleet.cli("backends")).stdout).toMatch(/guard\.sh .*: off/);
    expect((await fleet.cli("trust", "--yes")).stdout).toContain("In force from the next session in desk on.");
    expect((await fleet.cli("backends")).stdout).toMatch(/guard\.sh .*: trusted/);

    fleet.commit({ ".claude/settings.json": JSON.stringify({ hooks: {} }) });
    const after = await fleet.cli("backends");
    expect(after.code).toBe(3);
    expect(after.stdout).toMatch(
      /the file \(\.claude\/settings\.json\): changed, .*what was approved then stays in force/,
    );
    await fleet.run("ada");
    expect((await fleet.cli("status")).stdout).toMatch(/\.claude\/settings\.json of desk changed since approved/);
  });
});
