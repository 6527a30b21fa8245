import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readRegularFile } from "../../../src/core/host/regular-file.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "midwatch-regular-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function file(text: string, path = join(folder(), "file")): string {
  writeFileSync(path, text);
  return path;
}

function link(target: string): string {
  const path = join(folder(), "link");
  symlinkSync(target, path);
  return path;
}

async function socket(): Promise<string> {
  const path = join(folder(), "socket");
  const server = createServer();
  await new Promise<void>((done) => void server.listen(path, done));
  onTestFinished(() => void server.close());
  return path;
}

function pipe(): string {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  return path;
}

function sparse(bytes: number): string {
  const path = file("");
  truncateSync(path, bytes);
  return path;
}

const TEXT = { most: 1024 };
const reasonOf = (path: string, reading: Parameters<typeof readRegularFile>[1] = TEXT) => {
  const read = readRegularFile(path, reading);
  return read.ok ? `read: ${read.bytes.toString("utf8")}` : read.reason;
};

describe("a file that somebody else may have put there", () => {
  it("is read when it is a plain one", () => {
    expect(reasonOf(file("words"))).toBe("read: words");
  });

  it("is read when it is exactly as large as it may be", () => {
    expect(readRegularFile(sparse(1024), TEXT)).toMatchObject({ ok: true });
  });

  it.for<[string, () => string | Promise<string>, string]>([
    ["nothing", () => join(folder(), "nothing"), "it is not there"],
    ["below a file", () => join(file(""), "nothing"), "it is not there"],
    ["a folder", folder, "it is a folder and no file: put a plain file in its place, or remove it"],
    ["a pipe", pipe, "it is a named pipe and no file: put a plain file in its place, or remove it"],
    ["a socket", socket, "it is a socket and no file: put a plain file in its place, or remove it"],
    ["a device", () => "/dev/zero", "it is a device and no file: put a plain file in its place, or remove it"],
    ["10 GB", () => sparse(10e9), "it has 9.3 GiB, more than the 1 KiB that are read"],
    ["one byte too many", () => sparse(1025), "it has 1 KiB, more than the 1 KiB that are read"],
  ])("is refused when it is %s", async ([, made, reason]) => {
    expect(reasonOf(await made())).toBe(reason);
  });

  it("is refused when it grows for ever, as those of /proc do that say they are empty", () => {
    expect(reasonOf("/proc/self/maps", { most: 64 })).toBe("it has more than the 64 bytes that are read");
  });

  it("is read as far as it may be, where that is asked for", () => {
    expect(reasonOf(file("words and more"), { most: 5, longer: "cut" })).toBe("read: words");
  });

  it.for(["/etc/hostname", "/dev/zero", "/nowhere"])("is never reached by a link to %s", (target) => {
    expect(reasonOf(link(target))).toBe(
      `it is a link, to ${target}, and links are not followed here: put the file itself in its place`,
    );
  });

  it("is not reached by a folder on the way that is a link", () => {
    const [outside, root] = [folder(), folder()];
    file("words", join(outside, "l.md"));
    symlinkSync(outside, join(root, "new"));
    expect(reasonOf(join(root, "new", "l.md"), { ...TEXT, within: root })).toMatch(/^a link on the way leads out of /);
  });

  it("is reached where the folder it must be in is itself reached by a link", () => {
    const root = folder();
    mkdirSync(join(root, "new"));
    file("words", join(root, "new", "l.md"));
    expect(reasonOf(join(link(root), "new", "l.md"), { ...TEXT, within: link(root) })).toBe("read: words");
  });
});

describe("a link of the owner's own", () => {
  const OWN = { ...TEXT, links: "own" } as const;

  it("leads to a file that nobody else may write", () => {
    expect(reasonOf(link(file("words")), OWN)).toBe("read: words");
  });

  it("leads to no file that everybody may write", () => {
    const target = file("words");
    chmodSync(target, 0o666);
    expect(reasonOf(link(target), OWN)).toBe(
      `it is a link to ${target}, which is writable by everyone (mode 0666): link to a file that no other user can write`,
    );
  });

  it.runIf(process.geteuid?.() === 0)("leads to no file of somebody else", () => {
    const target = file("words");
    chownSync(target, 12345, 12345);
    expect(reasonOf(link(target), OWN)).toMatch(/which belongs to another user \(12345\)/);
  });

  it.for<[string, () => string, RegExp]>([
    ["a device", () => "/dev/zero", /^it is a device and no file/],
    ["a pipe", pipe, /^it is a named pipe and no file/],
    ["a folder", folder, /^it is a folder and no file/],
    ["nothing", () => "/nowhere", /^it is a link to \/nowhere, which is not there: mend or remove it$/],
    ["too much", () => sparse(10e9), /^it has 9\.3 GiB/],
  ])("leads to no file where it leads to %s", ([, target, reason]) => {
    expect(reasonOf(link(target()), OWN)).toMatch(reason);
  });
});
