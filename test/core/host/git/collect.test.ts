import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { patience } from "../../../limits.ts";
import { git, MESSAGE, put, session } from "./session.ts";

describe("what an agent leaves behind is collected", () => {
  it("an agent's own commits are collected, and nothing when there is nothing", async () => {
    const its = await session();
    expect(await its.collect()).toBeUndefined();
    its.put("a", "1");
    its.git("add", "a");
    its.git("commit", "--quiet", "-m", "Mine");
    its.put("b", "2");
    const work = await its.collect();
    expect(its.inHub("log", "--format=%s", `${its.base}..${work}`)).toBe("Work\nMine\n");
    expect(its.tree(work)).toEqual(["README.md", "a", "b"]);
  });

  it("files are collected whatever they are called (G17)", async () => {
    const its = await session();
    const names = [
      "new\nline",
      'a "quote"',
      "'",
      "-rf",
      "--help",
      ":(glob)*",
      "tab\t",
      "back\\slash",
      " ",
      "end\r",
      "ü",
    ];
    for (const name of names) its.put(name, name);
    its.put(Buffer.from([0x66, 0xff, 0xfe]), "bytes");
    its.put(Buffer.from([0xc3, 0x28, 0x0a, 0x78]), "bytes and a line's end");
    const work = await its.collect();
    const utf8 = its.tree(work).map((name) => Buffer.from(name, "latin1").toString("utf8"));
    for (const name of names) expect(utf8).toContain(name);
    expect(its.tree(work)).toEqual(expect.arrayContaining(["f\xff\xfe", "\xc3(\nx"]));
    expect(its.show(work, "new\nline")).toBe("new\nline");
  });

  it.each([
    ["of patterns", ["set", "--no-cone", "/README.md"]],
    ["of folders", ["set", "docs"]],
    ["of folders, its index sparse, too", ["set", "--sparse-index", "docs"]],
  ])("a sparse checkout %s deletes nothing", async (_, command) => {
    const files = ["README.md", "code/deep/a", "code/deep/b", "docs/c"];
    const its = await session(Object.fromEntries(files.map((path) => [path, `${path}\n`])));
    its.git("sparse-checkout", ...command);
    its.put("README.md", "more\n");
    expect(its.tree(await its.collect())).toEqual(files);
    rmSync(join(its.clone, "README.md"));
    expect(its.tree(await its.collect())).toEqual(files.slice(1));
  });

  it.each([
    ["is gone", (index: string) => rmSync(index)],
    ["is no index any more", (index: string) => writeFileSync(index, "DIRC, and nothing else")],
  ])("a sparse checkout whose index %s is not published (S1)", async (_, harm) => {
    const its = await session({ "README.md": "a\n", "code/a": "a\n", "docs/c": "c\n" });
    its.git("sparse-checkout", "set", "docs");
    its.put("README.md", "more\n");
    harm(join(its.clone, ".git", "index"));
    const { refusal, work } = await its.collected();
    expect(refusal?.reason).toContain("checked out in part");
    expect(its.show(work, "README.md")).toBe("more\n");
  });

  it.each([
    ["before", ["update-index --split-index", "sparse-checkout set docs"]],
    ["afterwards", ["sparse-checkout set docs", "update-index --split-index"]],
    ["twice, with its names shortened", ["update-index --index-version 4", "update-index --split-index"]],
  ])("a sparse checkout whose index was split %s deletes nothing (S1)", async (_, commands) => {
    const files = ["README.md", ...Array.from({ length: 200 }, (_each, at) => `code/${at}`), "docs/c"].toSorted();
    const its = await session(Object.fromEntries(files.map((path) => [path, `${path}\n`])));
    for (const command of [...commands, "sparse-checkout set docs"]) its.git(...command.split(" "));
    its.put("README.md", "more\n");
    its.git("add", "README.md");
    expect(its.tree(await its.collect())).toEqual(files);
    rmSync(join(its.clone, "docs/c"));
    expect(its.tree(await its.collect())).toEqual(files.slice(0, -1));
  });

  it("files are collected with line ends, encodings and ids as git itself would commit them (S1)", async () => {
    const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("latin1");
    const attributes = "*.txt text eol=crlf\nu* text working-tree-encoding=UTF-16LE eol=lf\nid.c ident\n*.bin -text\n";
    const its = await session({ ".gitattributes": attributes, "a.txt": "one\n", "id.c": "$Id$\n" });
    its.put("a.txt", "one\r\ntwo\r\n");
    its.put("new.txt", "new\r\n");
    its.put("raw.bin", "raw\r\n");
    writeFileSync(join(its.clone, "u"), utf16("b\n"), "latin1");
    writeFileSync(join(its.clone, "u-odd"), "odd");
    its.put("id.c", "$Id: 1234 $\nmore\n");
    const work = await its.collect();
    const shown = ["a.txt", "new.txt", "raw.bin", "u", "u-odd", "id.c"].map((path) => its.show(work, path));
    expect(shown).toEqual(["one\ntwo\n", "new\n", "raw\r\n", "b\n", "odd", "$Id$\nmore\n"]);
  });

  it("a file that was committed against its attributes, and not touched, is no change (S1)", async () => {
    const its = await session({ "a.txt": "one\r\n", "b.txt": "one\r\n" });
    git(its.root, "clone", "--quiet", "seed", "person");
    const person = join(its.root, "person");
    writeFileSync(join(person, ".gitattributes"), "*.txt text\n");
    git(person, "add", ".gitattributes");
    git(person, "commit", "--quiet", "-m", "Attributes");
    git(person, "push", "--quiet", "origin", "HEAD:refs/heads/next");
    its.git("pull", "--quiet", join(its.root, "seed"), "next");
    its.put("b.txt", "two\r\n");
    const work = await its.collect();
    expect([its.show(work, "a.txt"), its.show(work, "b.txt")]).toEqual(["one\r\n", "two\n"]);
  });

  it("pipes and sockets are left out, and not waited for (G17)", async () => {
    const its = await session({ "README.md": "# Desk\n", "was-a-file": "x" });
    execFileSync("mkfifo", [join(its.clone, "pipe")]);
    rmSync(join(its.clone, "was-a-file"));
    execFileSync("mkfifo", [join(its.clone, "was-a-file")]);
    const socket = createServer().listen(join(its.clone, "socket"));
    onTestFinished(() => void socket.close());
    await once(socket, "listening");
    symlinkSync("loop", join(its.clone, "loop"));
    symlinkSync("/etc", join(its.clone, "outside"));
    its.put("good", "kept");
    const work = await its.collect();
    expect(its.tree(work)).toEqual(["README.md", "good", "loop", "outside", "was-a-file"]);
    expect(its.show(work, "outside")).toBe("/etc");
  });

  it("a folder that became a link is collected as a link, without what it shows", async () => {
    const its = await session({ "keys/id": "none", "README.md": "# Desk\n" });
    const elsewhere = join(its.root, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "id"), "a person's");
    rmSync(join(its.clone, "keys"), { recursive: true });
    symlinkSync(elsewhere, join(its.clone, "keys"));
    const work = await its.collect();
    expect(its.tree(work)).toEqual(["README.md", "keys"]);
    expect(its.show(work, "keys")).toBe(elsewhere);
  });

  it("also what it may not read itself any more (G17)", async () => {
    const its = await session({ "folder/kept": "old", "README.md": "# Desk\n" });
    its.put("folder/new", "new");
    its.put("secret", "s");
    chmodSync(join(its.clone, "secret"), 0o000);
    chmodSync(join(its.clone, "folder"), 0o000);
    const work = await its.collect();
    expect(its.tree(work)).toEqual(["README.md", "folder/kept", "folder/new", "secret"]);
  });

  it("except for names that git refuses, which are told (G17)", async () => {
    const its = await session();
    its.put(".GIT/config", "x");
    its.put("sub/git~1", "x");
    its.put("good", "kept");
    const work = await its.collect();
    expect(its.tree(work)).toEqual(["README.md", "good"]);
    expect(its.inHub("log", "-1", "--format=%b", `${work}`)).toMatch(/Left out.*\.GIT\/config, sub\/git~1/);
  });

  it("a repository inside the clone is collected with its files, never as an empty link (G16)", async () => {
    const its = await session();
    for (const [path, text] of [
      ["sub/file", "work"],
      ["sub/deep/file", "more"],
      ["sub/.gitignore", "ignored"],
    ] as const)
      its.put(path, text);
    its.put("sub/ignored", "x");
    git(join(its.clone, "sub"), "init", "--quiet");
    git(join(its.clone, "sub/deep"), "init", "--quiet");
    git(join(its.clone, "sub"), "add", "file");
    git(join(its.clone, "sub"), "commit", "--quiet", "-m", "Nested");
    const work = await its.collect();
    expect(its.tree(work)).toEqual(["README.md", "sub/.gitignore", "sub/deep/file", "sub/file"]);
  });

  it("a submodule that the agent has made and committed is collected with its files (G16)", async () => {
    const its = await session();
    const other = join(its.root, "other");
    mkdirSync(other);
    git(other, "init", "--quiet");
    put(other, "inner", "from elsewhere");
    git(other, "add", "inner");
    git(other, "commit", "--quiet", "-m", "Other");
    its.git("submodule", "--quiet", "add", other, "module");
    its.git("commit", "--quiet", "-m", "Add a submodule");
    its.put("module/inner", "changed");
    const work = await its.collect();
    expect(its.show(work, "module/inner")).toBe("changed");
    expect(its.inHub("ls-tree", "-r", `${work}`)).not.toContain("160000");
  });
});

describe("nothing an agent has planted is executed, and its work is collected all the same", () => {
  it("configuration, hooks, filters and drivers (E01, E02)", async () => {
    const its = await session({ "README.md": "# Desk\n", merged: "one\n" });
    const proof = join(its.root, "executed");
    const program = `touch ${proof}; cat`;
    for (const [name, value] of [
      ["core.fsmonitor", program],
      ["core.sshCommand", program],
      ["core.pager", program],
      ["core.editor", program],
      ["credential.helper", `!${program}`],
      ["filter.x.clean", program],
      ["filter.x.smudge", program],
      ["filter.x.process", program],
      ["diff.x.textconv", program],
      ["diff.x.command", program],
      ["diff.external", program],
      ["merge.x.driver", program],
      ["gpg.program", program],
      ["commit.gpgSign", "true"],
      ["url.ext::sh -c touch% x.insteadOf", "/"],
      ["core.hooksPath", join(its.clone, "hooks")],
    ] as const)
      its.git("config", name, value);
    for (const hook of ["pre-commit", "post-checkout", "reference-transaction", "post-index-change", "pre-push"])
      for (const path of [`.git/hooks/${hook}`, `hooks/${hook}`]) {
        its.put(path, `#!/bin/sh\ntouch ${proof}\n`);
        chmodSync(join(its.clone, path), 0o755);
      }
    its.put(".gitattributes", "* filter=x diff=x merge=x\n");
    its.put(".git/info/attributes", "* filter=x diff=x merge=x\n");
    its.put("merged", "two\n");

    const work = await its.collect();
    expect(its.show(work, "merged")).toBe("two\n");
    const again = join(its.root, "again");
    await its.hub.clone(again, `${work}`, "ada");
    const other = await its.hub.commitEdits(its.base, [{ path: "other", content: "x" }], MESSAGE);
    expect(await its.hub.merge(other, `${work}`, MESSAGE)).toMatchObject({ kind: "merged" });
    const ref = "refs/midwatch/rescue/ada/1/1";
    expect(await its.hub.push(`${work}`, ref, patience())).toEqual({ kind: "pushed" });
    expect(existsSync(proof)).toBe(false);
  });

  it("a nested repository, and a bare one disguised as a folder (E03)", async () => {
    const its = await session();
    const proof = join(its.root, "executed");
    its.put("sub/file", "work");
    git(join(its.clone, "sub"), "init", "--quiet");
    git(join(its.clone, "sub"), "config", "core.fsmonitor", `touch ${proof}`);
    git(its.clone, "init", "--quiet", "--bare", "bare");
    git(join(its.clone, "bare"), "config", "core.fsmonitor", `touch ${proof}`);
    const work = await its.collect();
    expect(its.tree(work)).toEqual(expect.arrayContaining(["bare/HEAD", "bare/config", "sub/file"]));
    expect(existsSync(proof)).toBe(false);
  });

  it("a .git that is gone, a file, or a link to another repository (E04)", async () => {
    for (const replace of [
      () => undefined,
      (path: string) => writeFileSync(path, "gitdir: /etc\n"),
      (path: string, other: string) => symlinkSync(join(other, ".git"), path),
      (path: string, other: string) => {
        mkdirSync(path);
        for (const name of ["objects", "refs", "HEAD"]) symlinkSync(join(other, ".git", name), join(path, name));
      },
    ]) {
      const its = await session();
      const other = join(its.root, "persons");
      git(its.root, "clone", "--quiet", join(its.root, "seed"), other);
      put(other, "private", "unpublished");
      git(other, "add", "private");
      git(other, "commit", "--quiet", "-m", "Private");
      rmSync(join(its.clone, ".git"), { recursive: true });
      replace(join(its.clone, ".git"), other);
      its.put("note", "kept");
      expect(its.tree(await its.collect())).toEqual(["README.md", "note"]);
    }
  });

  it("a HEAD that says something else, is a pipe, or is endless (E04)", async () => {
    for (const replace of [
      (head: string) => writeFileSync(head, "ref: refs/heads/../../../../etc/passwd\n"),
      (head: string) => writeFileSync(head, "ref: refs/heads/--upload-pack=touch\n"),
      (head: string) => writeFileSync(head, "\0\0\0"),
      (head: string) => writeFileSync(head, `${"0".repeat(40)}\n`),
      (head: string) => execFileSync("mkfifo", [head]),
      (head: string) => symlinkSync("/dev/zero", head),
      (head: string) => mkdirSync(head),
    ]) {
      const its = await session();
      rmSync(join(its.clone, ".git/HEAD"));
      replace(join(its.clone, ".git/HEAD"));
      its.put("note", "kept");
      expect(its.tree(await its.collect())).toEqual(["README.md", "note"]);
    }
  });

  it("objects that are gone or damaged: the files are what counts (E04)", async () => {
    const its = await session();
    its.put("a", "1");
    its.git("add", "a");
    its.git("commit", "--quiet", "-m", "Mine");
    renameSync(join(its.clone, ".git/objects"), join(its.clone, ".git/objects-away"));
    mkdirSync(join(its.clone, ".git/objects"));
    expect(its.tree(await its.collect())).toEqual(["README.md", "a"]);
  });
});
