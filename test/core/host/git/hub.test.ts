import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfiguration } from "../../../../src/core/host/git/configuration.ts";
import { Hub } from "../../../../src/core/host/git/hub.ts";
import { patience } from "../../../limits.ts";

const run = (...args: readonly string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
const identity = ["-c", "user.name=ada", "-c", "user.email=ada@midwatch.invalid"];

/** A remote with one commit, and a hub of it. */
async function place() {
  const root = mkdtempSync(join(tmpdir(), "midwatch-hub-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const remote = join(root, "remote.git");
  const folder = join(root, "hub.git");
  run("init", "--quiet", "--bare", "--initial-branch=main", remote);
  run("clone", "--quiet", remote, join(root, "person"));
  const commit = (subject: string) => {
    run("-C", join(root, "person"), ...identity, "commit", "--quiet", "--allow-empty", "-m", subject);
    run("-C", join(root, "person"), "push", "--quiet", "origin", "HEAD:main");
    return run("-C", remote, "rev-parse", "main");
  };
  const config = await writeConfiguration(join(root, "state"));
  const tree = { setup: [], verify: [], copy: [], link: [], keep: [], submodules: false };
  const hub = new Hub(
    { name: "desk", branch: "main", remote, tree },
    { folder, config, kept: join(root, "kept"), fleet: root },
  );
  return { hub, folder, remote, commit, fetch: () => hub.fetch(patience()) };
}

describe("a hub", () => {
  it("has what the remote has, however often it is asked, and whenever that moves", async () => {
    const { folder, commit, fetch } = await place();
    const first = commit("One");
    expect([await fetch(), await fetch()]).toEqual([
      { ok: true, commit: first },
      { ok: true, commit: first },
    ]);
    const second = commit("Two");
    expect(await fetch()).toEqual({ ok: true, commit: second });
    expect(run("-C", folder, "cat-file", "-t", second)).toBe("commit");
  });

  it("fetches although a killed git has left a lock, and leaves no ref of its own behind", async () => {
    const { folder, commit, fetch } = await place();
    commit("One");
    await fetch();
    writeFileSync(join(folder, "refs/midwatch/upstream/main.lock"), "");
    const second = commit("Two");
    expect(await fetch()).toEqual({ ok: true, commit: second });
    expect(run("-C", folder, "for-each-ref", "refs/midwatch/fetched")).toBe("");
  });

  it("says what it last knew when the remote has gone", async () => {
    const { remote, commit, fetch } = await place();
    const last = commit("One");
    await fetch();
    rmSync(remote, { recursive: true });
    expect(await fetch()).toMatchObject({ ok: false, commit: last });
  });
});

describe("a remote that is a shallow repository", () => {
  it("is said to be one, with the command that makes it whole (A8)", async () => {
    const { remote, commit, fetch } = await place();
    commit("One");
    commit("Two");
    const whole = `${remote}.whole`;
    renameSync(remote, whole);
    run("clone", "--quiet", "--bare", "--depth", "1", `file://${whole}`, remote);
    expect(await fetch()).toMatchObject({
      ok: false,
      reason: expect.stringContaining("the remote is a shallow repository: run git fetch --unshallow there"),
    });
    run("-C", remote, "fetch", "--quiet", "--unshallow");
    expect(await fetch()).toMatchObject({ ok: true });
  });
});
