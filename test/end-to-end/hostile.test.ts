import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears, start } from "./command-line.ts";
import { git, states, TestFleet, temporaryFolder, write } from "./fleet.ts";

describe.concurrent("what stands in a person's configuration", () => {
  it("signs nothing, runs nothing and opens no editor in a session, nor in the demo (G21)", async () => {
    const home = temporaryFolder();
    const proof = join(home, "executed");
    const program = join(home, "program");
    write(home, "program", `#!/bin/sh\ntouch ${proof}\nexit 1\n`);
    chmodSync(program, 0o755);
    for (const hook of ["pre-commit", "commit-msg", "pre-push", "post-checkout", "reference-transaction"]) {
      write(home, `hooks/${hook}`, `#!/bin/sh\ntouch ${proof}\nexit 1\n`);
      chmodSync(join(home, "hooks", hook), 0o755);
    }
    const settings = {
      "commit.gpgSign": "true",
      "gpg.program": program,
      "core.hooksPath": join(home, "hooks"),
      "init.templateDir": join(home, "hooks"),
      "core.editor": program,
      "core.pager": program,
      "core.fsmonitor": program,
      "core.autocrlf": "true",
    };
    for (const [name, value] of Object.entries(settings)) git(home, "config", "--file", ".gitconfig", name, value);
    const env = { EDITOR: program, GIT_EDITOR: program, PAGER: program, GIT_PAGER: program };
    const demo = await start(["demo", join(home, "desk"), "--json"], { cwd: home, home, env }).finished;
    expect(demo).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(proof)).toBe(false);
  });

  it("counts, but not what a repository says in whose folder midwatch is started (E01)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
    git(fleet.home, "config", "--file", ".gitconfig", "http.proxy", "http://persons.example");
    git(fleet.root, "init", "--quiet");
    git(fleet.root, "config", "core.sshCommand", "planted");
    git(fleet.root, "config", "credential.helper", "!planted");
    expect(await fleet.run("ada")).toMatchObject({ code: 0 });
    const ours = readFileSync(join(fleet.folder, ".midwatch/gitconfig"), "utf8");
    expect(ours).toContain("persons.example");
    expect(ours).not.toContain("planted");
  });
});

describe.concurrent("an agent that attacks its own clone", () => {
  it.for([
    ["deletes .git", "rm -rf .git"],
    ["makes .git a pointer", "rm -rf .git; echo 'gitdir: /etc' > .git"],
    ["makes .git a link", "rm -rf .git; ln -s / .git"],
  ] as const)("%s: nothing of it runs, and its files are kept for a person (E04, S6)", async ([, attack]) => {
    const program = `${attack}\necho good > note\n${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    const { publication, outcome } = await fleet.run("ada");
    expect(outcome).toMatchObject({ kind: "failed", cause: "damaged" });
    expect(publication.kind).toBe("rescued");
    expect(fleet.published("note")).toBeUndefined();
    expect(git(fleet.remote, "show", `${publication.ref}:note`)).toBe("good");
  });

  it("plants programs in it: nothing of it runs, and its work is published (E01, E02, E03)", async () => {
    const program = `${PLANTS()}\necho good > note\n${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    expect(await fleet.run("ada")).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    expect(fleet.published("note")).toBe("good");
    expect(existsSync(join(fleet.root, "executed"))).toBe(false);
  });
});

function PLANTS(): string {
  return `
    for hook in pre-commit post-checkout reference-transaction post-index-change; do
      printf '#!/bin/sh\\ntouch %s/executed\\n' $root > .git/hooks/$hook; chmod +x .git/hooks/$hook
    done
    for name in core.fsmonitor core.sshCommand filter.x.clean filter.x.smudge merge.x.driver diff.external; do
      git config $name "touch $root/executed; cat"
    done
    echo '* filter=x merge=x' > .gitattributes
    git init --quiet sub; git -C sub config core.fsmonitor "touch $root/executed"; echo x > sub/file`;
}

describe.concurrent("a lock file in the fleet's state", () => {
  it("a lock file in the fleet's state that is removed while its session works does not let a second one in (L03)", async () => {
    const program = `touch $signals/at-work; until [ -e $signals/go ]; do sleep 0.05; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a", "b"] });
    const first = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "at-work"));
    unlinkSync(join(fleet.folder, ".midwatch/locks/agent-ada.lock"));
    expect((await fleet.cli("run", "ada", "--json")).code).toBe(75);
    fleet.signal("go");
    expect((await first.finished).code).toBe(0);
  });

  it("a lock file in the fleet's state that is a link is refused in a sentence, and the due is not lost (L04)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a", "b"] });
    await fleet.run("ada");
    const lock = join(fleet.folder, ".midwatch/locks/agent-ada.lock");
    rmSync(lock);
    symlinkSync("/etc/hostname", lock);
    expect(await fleet.cli("run", "ada")).toMatchObject({
      code: 2,
      stderr: `${lock} is not a plain file: remove it\n`,
    });
    expect(fleet.rows("SELECT state, reason FROM due WHERE state = 'skipped'")).toEqual([
      { state: "skipped", reason: `could not be locked: ${lock} is not a plain file: remove it` },
    ]);
  });
});
