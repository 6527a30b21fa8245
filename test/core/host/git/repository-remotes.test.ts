import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, put, session } from "./session.ts";

/** A clone of the clone's in the session's home, whose commit its remote is said to have. */
async function pushed(remote: string) {
  const its = await session();
  const { root, folder } = its;
  its.does(`export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@x
    git init -q --bare ${folder}/home/mirror.git; git init -q --bare ${root}/other.git
    git clone -q . ${folder}/home/copy; cd ${folder}/home/copy; echo n > n.md; git add n.md; git commit -qm n
    git remote rm origin; ${remote.replaceAll("ROOT", root).replaceAll("HOME", join(folder, "home"))}
    git update-ref refs/remotes/there/main HEAD`);
  return (await its.collected()).kept.map(({ from }) => from);
}

const KEPT = ["repository ~/copy (branch main)"];
const add = (url: string) => `git remote add there ${url}`;

describe("a commit that a remote of another repository is said to have (S1)", () => {
  it.each([
    ["https", add("https://git.example.org/x.git")],
    ["ssh, in short", add("git@git.example.org:x.git")],
    ["the workspace's own", add("ROOT/seed")],
    [
      "a repository on this machine that has it",
      `git push -q ROOT/other.git HEAD:main; ${add("file://ROOT/other.git")}`,
    ],
  ])("is there: %s", async (_, remote) => {
    expect(await pushed(remote)).toEqual([]);
  });

  it.each([
    ["a mirror in the session's home", `git push -q HOME/mirror.git HEAD:main; ${add("HOME/mirror.git")}`],
    ["the same by a relative path", `git push -q HOME/mirror.git HEAD:main; ${add("../mirror.git")}`],
    ["a server of the session's own", add("http://127.0.0.1:8080/x.git")],
    ["a repository on this machine that does not have it", add("ROOT/other.git")],
    ["a repository that is not there", add("ROOT/gone.git")],
    ["another for pushing", `${add("https://git.example.org/x.git")}; git remote set-url --push there HOME/mirror.git`],
    ["written otherwise", `${add("https://x.org/x.git")}; git config url.HOME/.insteadOf https://x.org/`],
    ["no remote at all", "true"],
  ])("is kept: %s", async (_, remote) => {
    expect(await pushed(remote)).toEqual(KEPT);
  });
});

describe("tags that came with a repository", () => {
  it("are the remote's, although no branch of it has their commits", async () => {
    const its = await session();
    const library = join(its.root, "library");
    mkdirSync(library);
    for (const args of [
      ["init", "--quiet", "--initial-branch=main"],
      ["commit", "--quiet", "--allow-empty", "-m", "1"],
    ])
      git(library, ...args);
    git(library, "checkout", "--quiet", "--detach");
    put(library, "released.md", "1\n");
    git(library, "add", "--all");
    git(library, "commit", "--quiet", "-m", "Release");
    git(library, "tag", "-m", "One", "v1");
    git(library, "checkout", "--quiet", "main");
    git(its.clone, "clone", "--quiet", library, join(its.folder, "home", "library"));
    expect(await its.collected()).toMatchObject({ kept: [], unkept: [] });
    git(join(its.folder, "home", "library"), "commit", "--quiet", "--allow-empty", "-m", "Mine");
    expect((await its.collected()).kept).toMatchObject([{ from: "repository ~/library (branch main)", commits: 1 }]);
  });
});
