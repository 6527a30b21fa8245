import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Confined } from "../../../src/backends/ollama/confined.ts";
import { ToolUse } from "../../../src/backends/ollama/tool-use.ts";
import { toolsFor } from "../../../src/backends/ollama/tools.ts";
import type { BackendRequest } from "../../../src/core/contracts/backend.ts";
import { appears } from "../../end-to-end/command-line.ts";
import { host, requestIn } from "./desk.ts";

let request: BackendRequest;
const inClone = (path: string) => join(request.cwd, path);
const outside = () => join(request.cwd, "..", "outside");

beforeEach(() => {
  request = requestIn();
  mkdirSync(outside());
  mkdirSync(inClone(".git"));
  writeFileSync(join(outside(), "secret"), "the secret\n");
  writeFileSync(inClone("here"), "one\ntwo\nthree\n");
});

async function use(name: string, input: unknown, signal = new AbortController().signal) {
  const desk = { clone: await Confined.in(request.cwd), request, host, seconds: 600, longest: 2000 };
  const using = new ToolUse(toolsFor(["read", "edit", "run", "search"]), desk).use([{ name, input }], signal);
  for (;;) {
    const next = await using.next();
    if (next.done) return next.value[0]?.outcome ?? { ok: false, text: "nothing was made" };
  }
}

describe("the file tools", () => {
  it.each([
    ["a path that climbs", "../outside/secret"],
    ["one that climbs from a folder that is not there", "a/../../outside/secret"],
    ["an absolute one", "<outside>/secret"],
    ["a neighbour whose name begins alike", "../clone2"],
    ["a NUL", "here\0.txt"],
    ["git's own files", ".git/config"],
    ["git's own files by another way", "x/../.git/hooks/post-checkout"],
    ["the root itself", "."],
    ["a name without end", "n".repeat(5000)],
  ])("refuse %s, to read and to write", async (_, given) => {
    // Nothing but what is ours is at stake when a refusal is broken.
    const path = given.replace("<outside>", outside());
    mkdirSync(inClone("x"));
    expect(await use("read", { path })).toMatchObject({ ok: false });
    expect(await use("write", { path, content: "planted" })).toMatchObject({ ok: false });
    expect(readFileSync(join(outside(), "secret"), "utf8")).toBe("the secret\n");
  });

  it("follow no link that leads outside, be it a file, a folder, or to what is not there yet", async () => {
    symlinkSync(join(outside(), "secret"), inClone("file"));
    symlinkSync(outside(), inClone("folder"));
    symlinkSync(join(outside(), "new"), inClone("dangling"));
    for (const path of ["file", "folder/secret", "folder/new", "folder/deep/new", "dangling"]) {
      expect(await use("write", { path, content: "planted" })).toMatchObject({ ok: false });
      expect(await use("read", { path })).toMatchObject({ ok: false });
    }
    expect(await use("list", { path: "folder" })).toMatchObject({ ok: false });
    expect(await use("search", { pattern: "secret", path: "folder" })).toMatchObject({ ok: false });
    expect(execFileSync("ls", [outside()], { encoding: "utf8" })).toBe("secret\n");
  });

  it("follow links within the clone", async () => {
    symlinkSync("here", inClone("link"));
    expect(await use("edit", { path: "link", old: "two", new: "2" })).toMatchObject({ ok: true });
    expect(readFileSync(inClone("here"), "utf8")).toBe("one\n2\nthree\n");
  });

  it("do not wait for a pipe, nor read what is no text", async () => {
    execFileSync("mkfifo", [inClone("pipe")]);
    writeFileSync(inClone("picture"), Buffer.from([1, 0, 2]));
    expect((await use("read", { path: "pipe" })).text).toContain("no ordinary file");
    expect(await use("write", { path: "pipe", content: "x" })).toMatchObject({ ok: false });
    expect((await use("read", { path: "picture" })).text).toContain("no text: 3 bytes");
  });

  it("read of a file of any size what there is room for, and say so", async () => {
    writeFileSync(inClone("huge"), "a line\n".repeat(700_000));
    const { text } = await use("read", { path: "huge" });
    expect(text).toMatch(/only the first 4194304 of 4900000 bytes.*shortened/);
    expect(text.length).toBeLessThan(2500);
    writeFileSync(inClone("endless"), "");
    truncateSync(inClone("endless"), 2 ** 40);
    expect(await use("read", { path: "endless" })).toMatchObject({ ok: false });
  });

  it("read the lines that are asked for", async () => {
    expect(await use("read", { path: "here", from: "2", lines: 1 })).toEqual({
      ok: true,
      text: "(lines 2 to 2 of 4)\ntwo",
    });
  });

  it("write new files in new folders, and whole files anew", async () => {
    await use("write", { path: "a/b/c.md", content: "new" });
    await use("write", { path: "here", content: "short" });
    expect([readFileSync(inClone("a/b/c.md"), "utf8"), readFileSync(inClone("here"), "utf8")]).toEqual([
      "new",
      "short",
    ]);
    expect((await use("write", { path: "here/below", content: "x" })).text).toContain("no folder");
  });

  it("edit only what stands there exactly once, whatever the new text is", async () => {
    writeFileSync(inClone("twice"), "a a\n");
    expect((await use("edit", { path: "twice", old: "a", new: "b" })).text).toContain("2 times");
    expect((await use("edit", { path: "twice", old: "c", new: "b" })).text).toContain("does not stand");
    await use("edit", { path: "here", old: "two", new: "$& $1" });
    expect(readFileSync(inClone("here"), "utf8")).toBe("one\n$& $1\nthree\n");
  });

  it("list a folder without git's own", async () => {
    mkdirSync(inClone("docs"));
    expect((await use("list", {})).text).toBe("docs/\nhere");
  });
});

describe("commands", () => {
  it("run in the clone, with the session's home, and tell how they ended", async () => {
    const { text } = await use("run", { command: 'cat here | head -1; echo "$HOME" >&2; exit 3' });
    expect(text.split("\n").toSorted()).toEqual(["(exit 3)", request.home, "one"].toSorted());
  });

  it("keep the beginning and the end of what they write, without escapes", async () => {
    const { text } = await use("run", { command: "printf '\\033[31mfirst\\033[0m\\n'; seq 100000; echo last" });
    expect(text).toMatch(/^first\n[\s\S]*more characters[\s\S]*last\n\(exit 0\)$/);
    expect(text.length).toBeLessThan(2200);
  });

  it("are stopped when they write without end (B08)", async () => {
    expect(
      await use("run", { command: "head -c 40000 /dev/zero | tr '\\0' x > w; while cat w; do echo; done" }),
    ).toEqual({ ok: false, text: expect.stringContaining("it wrote more than 64 MB") as string });
  });

  it("end with the run, even when they do not want to", async () => {
    const stop = new AbortController();
    const using = use("run", { command: "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done" }, stop.signal);
    await appears(inClone("pid"));
    stop.abort();
    expect(await using).toMatchObject({ ok: false });
  });

  it("search by the patterns of grep, and say when nothing is found", async () => {
    expect((await use("search", { pattern: "^t(wo|hree)$" })).text).toBe("here:2:two\nhere:3:three\n");
    expect((await use("search", { pattern: "four" })).text).toBe("(nothing found)");
    expect(await use("search", { pattern: "(" })).toMatchObject({ ok: false });
    expect((await use("search", { pattern: "--version" })).text).toBe("(nothing found)");
  });
});
