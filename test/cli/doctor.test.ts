import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { review } from "../../src/doctor/review.ts";
import { survey } from "../../src/doctor/survey.ts";
import { git, temporaryFolder, write } from "../end-to-end/fleet.ts";

const CLEAN: Readonly<Record<string, string>> = {
  ".gitignore": ".env\nnode_modules/\n",
  "CLAUDE.md": "# Here\n\nRead [the notes](docs/notes.md#top) and https://example.org.\n\n@docs/notes.md\n",
  "docs/notes.md": `# Notes\n\n\`\`\`\n${"<".repeat(7)} a\n${"=".repeat(7)}\n${">".repeat(7)} b\n\`\`\`\n`,
  "gptme.toml": '[prompt]\nfiles = ["docs/*.md", "CLAUDE.md"]\ncontext_cmd = "scripts/context.sh"\n',
  "scripts/context.sh": "#!/bin/sh\ngit log --max-count=5\ngit diff | head -c 4000\nfind . -maxdepth 1\n",
  "scripts/run.sh": "#!/bin/bash\nset -euo pipefail\ngptme -n prompt.md | tee log\n",
  "tasks/one.md": "---\nstate: active\n---\n# One\n",
  "state/queue-manual.md": "## Planned Next\n\n1. **One** (tasks/one.md)\n",
  "journal/2026-11-20/1.md": "# One\n",
  "lessons/good.md": "---\nmatch:\n  keywords: [merge conflict]\n---\n# Read both sides\n",
  "skills/x/SKILL.md": "---\nname: table-reader\n---\n# X\n",
};

/** What is planted, and the finding it has to lead to. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "dead-link": { "CLAUDE.md": "Read [this](docs/gone.md) and\n\n@docs/lost.md\n" },
  "dead-context-file": { "gptme.toml": '[prompt]\nfiles = ["nothing/*.md"]\n' },
  "gptme-settings-unread": { "gptme.toml": "[agent\nname =\n" },
  "context-command-missing": { "gptme.toml": '[prompt]\ncontext_cmd = "scripts/gone.sh --all"\n' },
  "large-context-file": { "AGENTS.md": "# Agents\n\n".padEnd(40_000, "words ") },
  "unbounded-output": { "scripts/context.sh": "#!/bin/sh\ngit status -vv\n" },
  "lost-exit-code": { "scripts/run.sh": '#!/bin/sh\ngptme -n "$PROMPT" 2>&1 | tee log\n' },
  "task-state-unknown": { "tasks/one.md": "---\nstate: doing\n---\n# One\n" },
  "queue-task-missing": { "state/queue-manual.md": "1. **Gone** (tasks/gone.md)\n" },
  "journal-growth": Object.fromEntries(
    Array.from({ length: 61 }, (_, n) => [`journal/2026-11-20/${n}.md`, "# Entry\n"]),
  ),
  "lesson-unread": { "lessons/broken.md": "---\nmatch: [\n---\n# Broken\n" },
  "lesson-without-keywords": { "lessons/mute.md": "# Mute\n" },
  "lesson-too-broad": { "lessons/all.md": '---\nmatch:\n  keywords: ["**", pr]\n---\n# All\n' },
  "secret-tracked": { "config/key.txt": `key: ${"AKIA"}${"ABCDEFGHIJKLMNOP"}\n` },
  "conflict-markers": { "docs/notes.md": `${"<".repeat(7)} ours\na\n${"=".repeat(7)}\nb\n${">".repeat(7)} theirs\n` },
  // D1
  "queue-without-entries": { "state/queue-manual.md": "## Planned Next\n\n- Write the outage note\n- Tidy up\n" },
  // D2
  "task-unread": { "tasks/two.md": "---\nstate: todo\ntitle: Fix: the colon\n---\n# Two\n" },
  // D5
  "lesson-never-matches": { "lessons/dead.md": '---\nmatch:\n  keywords: ["*"]\n  patterns: ["no(te"]\n---\n# Dead\n' },
  // A7
  lfs: { "assets/.gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n" },
  "hooks-run-content": { ".claude/settings.json": '{"hooks": {"PreToolUse": []}}\n' },
};

/** And those that are no files of a commit. */
const DEEDS: Readonly<Record<string, (folder: string) => void>> = {
  "untracked-files": (folder) => {
    for (let n = 0; n < 60; n++) write(folder, `build/${n}.o`, "x");
  },
  "env-not-ignored": (folder) => write(folder, "app/.env.local", "KEY=1\n"),
  "detached-head": (folder) => git(folder, "checkout", "--quiet", "--detach"),
  "unpushed-work": (folder) => git(folder, "commit", "--quiet", "--allow-empty", "-m", "More"),
  "stale-lock": (folder) => {
    write(folder, "state/locks/one.lock", "{}");
    utimesSync(join(folder, "state/locks/one.lock"), 1, 1);
  },
  "submodule-missing": (folder) => {
    write(folder, ".gitmodules", '[submodule "x"]\n\tpath = contrib\n\turl = ../contrib\n');
    mkdirSync(join(folder, "contrib"));
  },
};

function workspace(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder();
  const folder = join(root, "work");
  git(root, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git");
  git(root, "clone", "--quiet", "remote.git", "work");
  for (const [path, text] of Object.entries({ ...CLEAN, ...files })) write(folder, path, text);
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "--quiet", "-m", "Begin");
  git(folder, "push", "--quiet", "--set-upstream", "origin", "HEAD:main");
  return folder;
}

const findings = async (files: Readonly<Record<string, string>>) => review(await survey(workspace(files)));
const kindsIn = async (folder: string) => review(await survey(folder)).map(({ kind }) => kind);

describe("midwatch doctor", () => {
  it("has nothing to say of a workspace that is in order", async () => {
    expect(review(await survey(workspace()))).toEqual([]);
  });

  it.each(Object.entries(FAULTS))("finds %s, and nothing else", async (kind, files) => {
    expect(await kindsIn(workspace(files))).toEqual([kind]);
  });

  it.each(Object.entries(DEEDS))("finds %s, and nothing else that was not there", async (kind, deed) => {
    const folder = workspace();
    deed(folder);
    expect(await kindsIn(folder)).toEqual([kind]);
  });

  it("finds all of them at once, each with why it matters and a command", async () => {
    const { "dead-context-file": _, "lost-exit-code": __, ...files } = FAULTS;
    const folder = workspace(Object.assign({}, ...Object.values(files)) as Record<string, string>);
    for (const [kind, deed] of Object.entries(DEEDS)) if (kind !== "detached-head") deed(folder);
    const found = review(await survey(folder));
    expect(found.length).toBeGreaterThanOrEqual(15);
    for (const { what, why, mend } of found) expect([what, why, mend].every((text) => text.length > 10)).toBe(true);
  });

  it.each([
    ["---\nstate: todo\ntitle: Fix: the colon\n---\n", /\(.*[Nn]ested/],
    ["---\nstate: todo\n\tpriority: high\n---\n", /\(.+\)/],
    ["---\nstate: todo\n# Two\n", /no closing ---/],
    ["---\nstatus: todo\n---\n", /status: where state: is meant/],
    ["+++\nstate = 'todo'\n+++\n", /TOML/],
  ])("names a task whose front matter cannot be read: %j (D2)", async (text, why) => {
    const [finding] = await findings({ "tasks/two.md": text });
    expect(finding).toMatchObject({ kind: "task-unread", what: expect.stringMatching(why) });
  });

  it.each([
    ["a state in capitals, as the source of tasks has it (D3)", { "tasks/one.md": "---\nstate: Active\n---\n# One\n" }],
    ["a byte order mark before a lesson (D5)", { "lessons/good.md": `\uFEFF${CLEAN["lessons/good.md"]}` }],
    [
      "a heredoc's text in a context script, which is no command (D6)",
      { "scripts/context.sh": "#!/bin/sh\ncat <<EOF\n```tree $AGENT_DIR\n$(git log --max-count=5)\n```\nEOF\n" },
    ],
  ])("has nothing to say of %s", async (_, files) => {
    expect(await findings(files)).toEqual([]);
  });

  it("says one missing task once (D6)", async () => {
    const queue = "## Planned Next\n\n1. **A** (tasks/gone.md)\n   - Source: tasks/gone.md\n   - See tasks/gone.md\n";
    const [finding] = await findings({ "state/queue-manual.md": queue });
    expect(finding?.what.split("tasks/gone.md")).toHaveLength(2);
  });

  it("takes a lesson that is a link into a missing submodule for the submodule's (D6)", async () => {
    const folder = workspace({ ".gitmodules": '[submodule "x"]\n\tpath = contrib\n\turl = ../contrib\n' });
    symlinkSync("../contrib/lessons/one.md", join(folder, "lessons/one.md"));
    git(folder, "add", "lessons/one.md");
    git(folder, "commit", "--quiet", "-m", "Link");
    git(folder, "push", "--quiet");
    mkdirSync(join(folder, "contrib"), { recursive: true });
    const kinds = review(await survey(folder)).map(({ kind }) => kind);
    expect(kinds).toEqual(["submodule-missing"]);
  });

  it("counts how broad a keyword is over journal and tasks, too (D4)", async () => {
    const words = ["the", "you", "git", "commit", "session"];
    const entries = Array.from({ length: 12 }, (_, n) => [
      `journal/2026-11-${n + 10}/1.md`,
      `# Session ${n}\n\nIn the session you see git at work, and a commit of ${n}.\n`,
    ]);
    const lesson = `---\nmatch:\n  keywords: [${words.join(", ")}, merge conflict]\n---\n# Broad\n`;
    const [finding] = await findings({ ...Object.fromEntries(entries), "lessons/broad.md": lesson });
    expect(finding?.kind).toBe("lesson-too-broad");
    expect(finding?.what).toContain("of 12 journal entries");
    expect(finding?.what).not.toContain("merge conflict");
  });

  it("runs nothing of what it looks at", async () => {
    const folder = workspace({ ".gitattributes": "* filter=evil diff=evil\n" });
    const planted = join(folder, "..", "planted");
    for (const key of [
      "core.fsmonitor",
      "filter.evil.clean",
      "filter.evil.smudge",
      "diff.evil.textconv",
      "gpg.program",
    ])
      execFileSync("git", ["-C", folder, "config", key, `touch ${planted}`]);
    git(folder, "config", "log.showSignature", "true");
    write(folder, "CLAUDE.md", "changed\n");
    await survey(folder);
    expect(existsSync(planted)).toBe(false);
  });

  it("never says a secret", async () => {
    const found = review(await survey(workspace(FAULTS["secret-tracked"])));
    expect(JSON.stringify(found)).not.toContain("ABCDEFGHIJKLMNOP");
  });
});
