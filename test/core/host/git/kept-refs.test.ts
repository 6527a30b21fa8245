import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfiguration } from "../../../../src/core/host/git/configuration.ts";
import { Hub } from "../../../../src/core/host/git/hub.ts";
import { patience } from "../../../limits.ts";

const REF = "refs/midwatch/rescue/ada/s1/1";

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=ada", "-c", "user.email=ada@example.com"];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...identity, ...args], { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A hub of a remote with one commit on main, and a commit of work on top of it that is kept under a ref. */
async function desk() {
  const root = mkdtempSync(join(tmpdir(), "midwatch-kept-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [remote, person] = [join(root, "remote.git"), join(root, "person")];
  mkdirSync(remote);
  git(remote, "init", "--quiet", "--bare", "--initial-branch=main");
  git(root, "init", "--quiet", "--initial-branch=main", person);
  git(person, "remote", "add", "origin", remote);
  const commit = (file: string, text: string, message: string) => {
    writeFileSync(join(person, file), text);
    git(person, "add", "--all");
    git(person, "commit", "--quiet", "-m", message);
    return git(person, "rev-parse", "HEAD").trim();
  };
  const base = commit("README.md", "# Desk\n", "Begin");
  git(person, "push", "--quiet", "origin", "main");
  const tree = { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false };
  const config = await writeConfiguration(join(root, "state"));
  const places = { folder: join(root, "hub.git"), config, kept: join(root, "keep"), fleet: root };
  const hub = new Hub({ name: "desk", branch: "main", remote, tree }, places);
  await hub.fetch(patience());
  const work = commit("note.md", "one\n", "Write a note");
  const inHub = (...args: readonly string[]) => git(places.folder, ...args);
  inHub("fetch", "--quiet", person, `HEAD:${REF}`);
  return { root, remote, person, base, work, hub, commit, inHub, keptRefs: hub.keptRefs };
}

const soon = patience;

describe("the refs that keep what is in nothing published", () => {
  it("know their commit, and that of no other ref", async () => {
    const { keptRefs, work } = await desk();
    expect(await keptRefs.commitAt(REF)).toBe(work);
    expect(await keptRefs.commitAt("refs/midwatch/rescue/ada/s2/1")).toBeUndefined();
    expect(await keptRefs.commitAt("--help")).toBeUndefined();
  });

  it("tell how much of a commit the branch does not have", async () => {
    const { keptRefs, work } = await desk();
    expect(await keptRefs.extent(work)).toEqual({ commits: 1, files: 1, bytes: expect.any(Number) });
  });

  it("tell how much there is where the branch shares no history with it", async () => {
    const { keptRefs, person, commit, inHub } = await desk();
    git(person, "switch", "--quiet", "--orphan", "other");
    const orphan = commit("other.md", "x\n", "Begin elsewhere");
    inHub("fetch", "--quiet", person, `HEAD:${REF}-2`);
    expect(await keptRefs.extent(orphan)).toMatchObject({ commits: 1, files: 1 });
  });

  it("are told in one question which of them a history contains", async () => {
    const { keptRefs, base, work } = await desk();
    expect([[...(await keptRefs.within(base))], [...(await keptRefs.within(work))]]).toEqual([[], [REF]]);
  });

  it("tell what they hold, as text", async () => {
    const { keptRefs, work } = await desk();
    const { commits, stat, patch } = await keptRefs.story(work);
    expect(commits).toEqual([expect.stringMatching(/^[0-9a-f]{7} \d{4}-\d\d-\d\d ada: Write a note$/)]);
    expect(stat).toContain("note.md");
    expect(patch).toContain("+one");
  });

  it("are whole: of a stash, with the files that git did not know", async () => {
    const { keptRefs, person, inHub } = await desk();
    writeFileSync(join(person, "README.md"), "# Changed\n");
    writeFileSync(join(person, "new.md"), "new\n");
    git(person, "stash", "--quiet", "--include-untracked");
    inHub("fetch", "--quiet", person, `refs/stash:${REF}-2`);
    const whole = await keptRefs.whole(`${REF}-2`);
    expect((await keptRefs.story(whole?.commit ?? "")).stat).toMatch(/README\.md[\s\S]*new\.md/);
    expect(await keptRefs.whole(`${REF}-2`)).toEqual(whole);
    expect(await keptRefs.whole(REF)).toMatchObject({ ref: REF });
    await keptRefs.drop(`${REF}-2`);
    expect(inHub("for-each-ref", "--format=%(refname)", "refs/midwatch/rescue").trim()).toBe(REF);
  });

  it("tell what would be lost: nothing that another ref keeps, whatever keeps the same commit of the session", async () => {
    const { keptRefs, work, inHub } = await desk();
    inHub("update-ref", "refs/midwatch/work/s1/1", work);
    expect(await keptRefs.lostWith(REF)).toMatchObject({ commits: 1, files: 1 });
    inHub("update-ref", "refs/heads/other", work);
    expect(await keptRefs.lostWith(REF)).toMatchObject({ commits: 0, files: 0 });
  });

  it("let go of a commit altogether, and of nothing that another session has", async () => {
    const { keptRefs, work, inHub } = await desk();
    inHub("update-ref", "refs/midwatch/work/s1/1", work);
    inHub("update-ref", "refs/midwatch/work/s2/1", work);
    await keptRefs.drop(REF);
    expect(inHub("for-each-ref", "--format=%(refname)", "refs/midwatch/rescue", "refs/midwatch/work").trim()).toBe(
      "refs/midwatch/work/s2/1",
    );
  });

  it("are dropped where nothing is left of them", async () => {
    const { keptRefs } = await desk();
    await expect(keptRefs.drop("refs/midwatch/rescue/ada/s9/1")).resolves.toBeUndefined();
  });

  it("leave the remote, and are gone as well where they had never been", async () => {
    const { keptRefs, hub, work, remote } = await desk();
    await hub.push(work, REF, soon());
    expect(await keptRefs.takeOff(REF, soon())).toBeUndefined();
    expect(git(remote, "for-each-ref", "refs/midwatch")).toBe("");
    expect(await keptRefs.takeOff(REF, soon())).toBeUndefined();
  });

  it("say why they are still on the remote", async () => {
    const { keptRefs, remote } = await desk();
    rmSync(remote, { recursive: true });
    expect(await keptRefs.takeOff(REF, soon())).toContain("git ls-remote");
  });

  it("are opened in a clone of a person's own, which needs nothing of ours and knows the remote", async () => {
    const { root, keptRefs, work, remote } = await desk();
    const folder = join(root, "opened");
    await keptRefs.open(REF, folder, { branch: "rescue/s1", tips: [] });
    rmSync(join(root, "hub.git"), { recursive: true });
    expect(readFileSync(join(folder, "note.md"), "utf8")).toBe("one\n");
    expect(git(folder, "status", "--short", "--branch").trim()).toBe("## rescue/s1");
    expect(git(folder, "rev-parse", "HEAD").trim()).toBe(work);
    git(folder, "push", "--quiet", "origin", "HEAD:main");
    expect(git(remote, "rev-parse", "main").trim()).toBe(work);
  });
});
