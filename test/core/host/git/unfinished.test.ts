import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, put, session } from "./session.ts";

type Its = Awaited<ReturnType<typeof session>>;

/** Two branches that change the same line; main is checked out. */
async function apart() {
  const its = await session();
  const change = (text: string) => {
    its.put("README.md", text);
    its.git("commit", "--quiet", "--all", "-m", text.trim());
  };
  its.git("checkout", "--quiet", "-b", "o");
  change("# Theirs\n");
  its.git("checkout", "--quiet", "main");
  change("# Ours\n");
  return its;
}

/** Git stops where the two do not fit. */
function stops(its: Its, ...args: readonly string[]): void {
  expect(() => its.git(...args)).toThrow();
}

describe("an operation that was left open", () => {
  it.each<[string, string, (its: Its) => void]>([
    ["a merge", "a merge in README.md is not finished", (its) => stops(its, "merge", "o")],
    [
      "a merge without conflicts",
      "a merge is not finished",
      (its) => void its.git("merge", "--no-commit", "--no-ff", "-s", "ours", "o"),
    ],
    ["a rebase", "a rebase in README.md is not finished", (its) => stops(its, "rebase", "o")],
    ["a rebase by patches", "a rebase in README.md is not finished", (its) => stops(its, "rebase", "--apply", "o")],
    [
      "a rebase that stops to be edited",
      "a rebase is not finished",
      (its) => void its.git("-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "--quiet", "-i", "HEAD~1"),
    ],
    ["a cherry-pick", "a cherry-pick in README.md is not finished", (its) => stops(its, "cherry-pick", "o")],
    [
      "a revert",
      "a revert in README.md is not finished",
      (its) => {
        its.put("README.md", "# Later\n");
        its.git("commit", "--quiet", "--all", "-m", "Later");
        stops(its, "revert", "HEAD~1");
      },
    ],
    [
      "an am",
      "an am is not finished",
      (its) => {
        const patch = its.git("format-patch", "--stdout", "main..o");
        its.put(".git/o.patch", patch);
        stops(its, "am", ".git/o.patch");
      },
    ],
    ["a bisect", "a bisect is not finished", (its) => void its.git("bisect", "start", "HEAD", "HEAD~1")],
    [
      "a stash that does not fit",
      "a merge in README.md is not finished",
      (its) => {
        its.put("README.md", "# Stashed\n");
        its.git("stash", "--quiet");
        its.put("README.md", "# Otherwise\n");
        its.git("commit", "--quiet", "--all", "-m", "Otherwise");
        stops(its, "stash", "pop");
      },
    ],
    [
      "a squash that does not fit, in an index of version 4",
      "a merge in README.md is not finished",
      (its) => {
        its.git("config", "index.version", "4");
        its.put("src/a.md", "a\n");
        its.put("src/b.md", "b\n");
        its.git("add", "src");
        its.git("commit", "--quiet", "-m", "More");
        stops(its, "merge", "--squash", "o");
      },
    ],
  ])("%s is collected whole, and not to be published (A4)", async (_, reason, deed) => {
    const its = await apart();
    deed(its);
    const { work, refusal, kept } = await its.collected();
    expect(refusal).toEqual({ cause: "unfinished", reason });
    const all = [work ?? its.base, ...kept.map(({ ref }) => ref)];
    expect(its.inHub("log", "--format=%s", ...all)).toMatch(/^# Ours$/m);
    expect(its.inHub("log", "--format=%s", ...all)).toMatch(/^# Theirs$/m);
  });

  it("an operation that was left open in another work tree of the clone counts as well (A4)", async () => {
    const its = await apart();
    its.git("worktree", "add", "--quiet", "-b", "feat", "wt");
    expect(() => git(join(its.clone, "wt"), "merge", "o")).toThrow();
    expect((await its.collected()).refusal?.reason).toMatch(
      /^a merge in README.md is not finished, in work tree .*wt$/,
    );
  });

  it("is not finished by committing its marks (A4)", async () => {
    const its = await apart();
    stops(its, "merge", "o");
    its.git("add", "--all");
    its.git("commit", "--quiet", "-m", "Merged");
    const reason = "a conflict is marked in README.md, and not resolved";
    expect((await its.collected()).refusal).toEqual({ cause: "unfinished", reason });
  });

  it("is not where a text is about such marks, or has a line under its title (A4)", async () => {
    const marks = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n";
    const its = await session({ "README.md": `# Merging\n\n${marks}` });
    its.put("README.md", `# Merging\n\n${marks}\n${marks}`);
    its.put("a.rst", "Desk ab\n=======\n");
    expect((await its.collected()).refusal).toBeUndefined();
  });

  it("an operation that was left open that has been finished, or undone, is none (A4)", async () => {
    const its = await apart();
    stops(its, "merge", "o");
    its.put("README.md", "# Both\n");
    its.git("commit", "--quiet", "--all", "--no-edit");
    stops(its, "cherry-pick", "o");
    its.git("cherry-pick", "--abort");
    expect(await its.collected()).toMatchObject({ kept: [], unkept: [] });
    expect((await its.collected()).refusal).toBeUndefined();
  });
});

describe("a clone that is no whole repository any more", () => {
  it.each<[string, (its: Its) => void]>([
    ["is gone", (its) => rmSync(join(its.clone, ".git"), { recursive: true })],
    ["was moved", (its) => renameSync(join(its.clone, ".git"), join(its.clone, "dotgit"))],
    [
      "is a link",
      (its) => {
        renameSync(join(its.clone, ".git"), join(its.folder, "elsewhere"));
        symlinkSync(join(its.folder, "elsewhere"), join(its.clone, ".git"));
      },
    ],
    [
      "is a file",
      (its) => {
        rmSync(join(its.clone, ".git"), { recursive: true });
        writeFileSync(join(its.clone, ".git"), "gitdir: /etc\n");
      },
    ],
    [
      "was made anew",
      (its) => {
        rmSync(join(its.clone, ".git"), { recursive: true });
        its.git("init", "--quiet");
        its.git("add", "--all");
        its.git("commit", "--quiet", "-m", "All");
      },
    ],
  ])(
    "a clone that is no whole repository any more because its .git %s: its files are kept, and not to be published (S6)",
    async (_, deed) => {
      const its = await session();
      its.put("note", "kept\n");
      deed(its);
      const { work, refusal } = await its.collected();
      expect(refusal?.cause).toMatch(/damaged|unfinished/);
      expect(its.show(work, "note")).toBe("kept\n");
    },
  );

  it("a clone that is no whole repository any more because a link or a file stands in its place, or part of it is gone: the clone stays (S1)", async () => {
    for (const deed of [
      "mv .git ../elsewhere; ln -s ../elsewhere .git",
      "mv .git ../elsewhere; echo gitdir: ../elsewhere > .git",
      "rm -rf .git/refs",
      "mv .git/objects ../objects; ln -s ../objects .git/objects",
    ]) {
      const its = await session();
      its.git("commit", "--quiet", "--allow-empty", "-m", "On it");
      execFileSync("bash", ["-c", deed], { cwd: its.clone });
      await its.collected();
      expect(await its.hub.work.leftIn(its.folder)).toEqual([
        expect.stringMatching(/^\.git of its clone is no repository/),
      ]);
    }
  });

  it("is refused even where nothing can be read in it, or is left (S6)", async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.md`, `${n}\n`]));
    const its = await session(files);
    execFileSync("bash", ["-c", "rm -rf ./* .git; chmod 000 ."], { cwd: its.clone });
    const { work, refusal } = await its.collected();
    expect(refusal?.cause).toBe("damaged");
    expect(its.tree(work)).toEqual([]);
  });
});

describe("what is checked out", () => {
  it("may be an older commit: that takes nothing of the newer ones away", async () => {
    const its = await session();
    its.put("second.md", "2\n");
    its.git("add", "second.md");
    its.git("commit", "--quiet", "-m", "Second");
    const later = await its.collected();
    const again = join(its.root, "later", "clone");
    await its.hub.clone(again, `${later.work}`, "ada");
    git(again, "checkout", "--quiet", "HEAD~1");
    put(again, "note", "n\n");
    const { work } = await its.hub.collect(join(its.root, "later"), `${later.work}`, {
      author: "ada",
      text: "W",
      at: 0,
    });
    const merged = await its.hub.merge(`${later.work}`, `${work}`, { author: "ada", text: "Merge", at: 0 });
    expect(its.tree("commit" in merged ? merged.commit : "")).toEqual(["README.md", "note", "second.md"]);
  });
});

describe("another repository, by way of the clone", () => {
  /** A person's, with something in it that nobody has published. */
  function persons(its: Its) {
    const folder = join(its.root, "persons");
    mkdirSync(folder);
    git(folder, "init", "--quiet", "--initial-branch=main");
    put(folder, "private", "unpublished\n");
    git(folder, "add", "private");
    git(folder, "commit", "--quiet", "-m", "Private");
    return { folder, commit: git(folder, "rev-parse", "HEAD").trim() };
  }

  /** Written without looking whether what it names is there. */
  function planted(its: Its, parents: readonly string[]): string {
    const tree = its.git("rev-parse", `${its.base}^{tree}`).trim();
    const who = "x <x@example.org> 1700000000 +0000";
    const text = `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join("")}author ${who}\ncommitter ${who}\n\nx\n`;
    its.put(".git/planted", text);
    return its.git("hash-object", "-t", "commit", "-w", "--literally", ".git/planted").trim();
  }

  it.each<[string, (its: Its, objects: string) => void]>([
    [
      "alternates",
      (its, objects) => its.put(".git/objects/info/alternates", `${join(its.root, "hub.git/objects")}\n${objects}\n`),
    ],
    [
      "a link to its objects",
      (its, objects) => {
        rmSync(join(its.clone, ".git/objects/pack"), { recursive: true, force: true });
        symlinkSync(join(objects, "pack"), join(its.clone, ".git/objects/pack"));
        for (const name of execFileSync("ls", [objects], { encoding: "utf8" })
          .split("\n")
          .filter((name) => /^..$/.test(name))) {
          rmSync(join(its.clone, ".git/objects", name), { recursive: true, force: true });
          symlinkSync(join(objects, name), join(its.clone, ".git/objects", name));
        }
      },
    ],
    [
      "alternates over http, and packs in a folder that is a link",
      (its, objects) => {
        its.put(".git/objects/info/http-alternates", `${objects}\n`);
        symlinkSync(objects, join(its.clone, ".git/objects/more"));
      },
    ],
  ])(
    "another repository, by way of the clone that is reached by %s is in nothing that is collected, and its commit is named (S2)",
    async (_, deed) => {
      const its = await session();
      const other = persons(its);
      const commit = planted(its, [its.base, other.commit]);
      its.put(".git/refs/heads/main", `${commit}\n`);
      its.put(".git/refs/heads/side", `${other.commit}\n`);
      its.put("note", "kept\n");
      deed(its, join(other.folder, ".git/objects"));
      const { work, kept, unkept } = await its.collected();
      expect(its.inHub("rev-list", `${its.base}..${work}`).trim()).toBe(work);
      expect(its.tree(work)).toEqual(["README.md", "note"]);
      expect(kept).toEqual([]);
      expect(unkept.join("\n")).toMatch(new RegExp(`${commit.slice(0, 7)} of branch main is not whole`));
      expect(() => its.inHub("cat-file", "-e", other.commit)).toThrow();
    },
  );

  it("is not reached by links and pipes in the place of refs, logs and an index either (S2)", async () => {
    const its = await session();
    const other = persons(its);
    symlinkSync(join(other.folder, ".git/refs/heads"), join(its.clone, ".git/refs/theirs"));
    rmSync(join(its.clone, ".git/logs"), { recursive: true });
    symlinkSync(join(other.folder, ".git/logs"), join(its.clone, ".git/logs"));
    rmSync(join(its.clone, ".git/index"));
    execFileSync("mkfifo", [
      join(its.clone, ".git/index"),
      join(its.clone, ".git/packed-refs"),
      join(its.clone, ".git/MERGE_HEAD"),
    ]);
    its.put("note", "kept\n");
    const { work, kept, unkept } = await its.collected();
    expect(its.tree(work)).toEqual(["README.md", "note"]);
    expect(kept).toEqual([]);
    for (const path of ["refs/theirs", "logs/refs", "index", "packed-refs"])
      expect(unkept.join("\n")).toContain(`.git/${path} was not read`);
  });

  it("a pipe in the place of what git reads in a work tree holds nothing up (S2)", async () => {
    const its = await session();
    mkdirSync(join(its.clone, "sub"));
    execFileSync("mkfifo", [
      join(its.clone, ".gitignore"),
      join(its.clone, ".gitattributes"),
      join(its.clone, "sub/.gitignore"),
    ]);
    its.put("sub/note", "kept\n");
    expect(its.tree((await its.collected()).work)).toEqual(["README.md", "sub/note"]);
  });
});

describe("a branch that is another's second name", () => {
  it("is followed to its commits", async () => {
    const its = await session();
    its.does(
      "git symbolic-ref refs/heads/master refs/heads/main; git checkout -q master; echo n > n.md; git add -A; git commit -qm n",
    );
    const { work, refusal, kept } = await its.collected();
    expect([its.tree(work), refusal, kept]).toEqual([["README.md", "n.md"], undefined, []]);
  });

  it("is none where it goes round in circles, or out of the branches", async () => {
    for (const target of ["refs/heads/main", "refs/heads/../../HEAD"]) {
      const its = await session();
      writeFileSync(join(its.clone, ".git/refs/heads/main"), `ref: ${target}\n`);
      expect((await its.collected()).refusal?.reason).toMatch(/^branch main, which is checked out, has no commit/);
    }
  });
});
