import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { bubblewrap, NOTHING_AROUND } from "../../../src/core/host/bubblewrap.ts";
import { findContainment } from "../../../src/core/host/containment.ts";

const { name } = await findContainment();

/** Outside of temporary folders and homes: those are covered anyway. */
let root: string;
let clone: string;

beforeEach(() => {
  root = mkdtempSync("/var/lib/midwatch-binds-");
  onTestFinished(() => rmSync(root, { recursive: true }));
  clone = join(root, "state/session/clone");
  for (const folder of ["x/log", "x/sub", "state/session/clone", "state/session/input"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ["x/file", "x/sub/file", "x/log/file", "state/secret", "state/session/input/brief"])
    writeFileSync(join(root, file), "old");
});

interface Asked {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly hide?: readonly string[];
  /** What the command line names, or the session brings. */
  readonly named?: readonly string[];
}

/** What an agent's program finds in files: whether it could write them, or only read them, or neither. */
function found({ read = [], write = [], hide = [], named = [] }: Asked, paths: readonly string[]): string[] {
  const at = (each: readonly string[]) => each.map((path) => join(root, path));
  const around = { ...NOTHING_AROUND, reads: at(read), writes: at(write), hidden: at(["state", ...hide]) };
  const script = `for file; do (printf new >> "$file") 2>/dev/null && echo written || { cat "$file" >/dev/null 2>&1 && echo read || echo hidden; }; done`;
  const [command, ...argv] = bubblewrap(around).wrap({
    argv: ["sh", "-c", script, "sh", ...at(paths)],
    seconds: 20,
    cwd: clone,
    path: process.env.PATH ?? "",
    reach: { reads: at(named), writes: [clone] },
  });
  return execFileSync(command, argv, { encoding: "utf8" }).trim().split("\n");
}

describe.runIf(name === "bubblewrap" && process.getuid?.() === 0)("under bubblewrap", () => {
  it("what is declared writable stays so when the command line names it and the folder it is in (S14)", () => {
    const asked = { write: ["x/log"], named: ["x/log", "x"] };
    expect(found(asked, ["x/log/file", "x/file"])).toEqual(["written", "read"]);
    expect(readFileSync(join(root, "x/log/file"), "utf8")).toBe("oldnew");
  });

  it.for<[string, Asked, readonly string[], readonly string[]]>([
    ["a file", { write: ["x/file"], named: ["x/file", "x"] }, ["x/file", "x/sub/file"], ["written", "read"]],
    [
      "a folder and what is read in it",
      { write: ["x"], read: ["x/sub"], named: ["x/log"] },
      ["x/sub/file", "x/log/file"],
      ["written", "written"],
    ],
    ["what lies in what is read", { read: ["x"], write: ["x/sub"] }, ["x/sub/file", "x/file"], ["written", "read"]],
    [
      "nothing of what is hidden in it",
      { write: ["x"], hide: ["x/sub"] },
      ["x/file", "x/sub/file"],
      ["written", "hidden"],
    ],
    ["nothing that is hidden itself", { write: ["x/sub"], hide: ["x"] }, ["x/sub/file"], ["hidden"]],
    [
      "the fleet's own folder, and nothing of its state",
      { write: ["."], named: ["."] },
      ["x/file", "state/secret"],
      ["written", "hidden"],
    ],
    [
      "what a session was told is seen all the same",
      { write: ["."], named: ["state/session/input"] },
      ["state/session/input/brief", "state/secret"],
      ["read", "hidden"],
    ],
  ])("writes %s", ([, asked, paths, expected]) => {
    expect(found(asked, paths)).toEqual(expected);
  });

  it("what is reached by a link is written where the link leads", () => {
    symlinkSync(join(root, "x/log"), join(root, "x/latest"));
    expect(found({ write: ["x/latest"], named: ["x/latest", "x"] }, ["x/latest/file", "x/log/file"])).toEqual([
      "written",
      "written",
    ]);
  });

  it.each([
    ["the session's folder for passing files where it has one", true, ["file"]],
    ["empty, and gone afterwards, where it has none", false, []],
  ])("/tmp is %s", (_, isOwn, seen) => {
    const temporary = join(root, "x/log");
    const argv = ["sh", "-c", "ls /tmp; echo new > /tmp/note"] as const;
    const reach = { reads: [], writes: [clone], ...(isOwn && { temporary }) };
    const wanted = { argv, seconds: 20, cwd: clone, path: "/usr/bin:/bin", reach };
    const [command, ...words] = bubblewrap(NOTHING_AROUND).wrap(wanted);
    const said = execFileSync(command, words, { encoding: "utf8", cwd: join(root, "x/sub") });
    expect(said.split("\n").filter(Boolean)).toEqual(seen);
    expect([existsSync(join(temporary, "note")), existsSync(join(root, "x/sub/note"))]).toEqual([isOwn, false]);
    expect(existsSync("note")).toBe(false);
  });

  it("a home that is declared writable is", () => {
    const path = `/root/.midwatch-binds-${process.pid}`;
    onTestFinished(() => rmSync(path, { force: true }));
    writeFileSync(path, "old");
    const around = { ...NOTHING_AROUND, writes: ["/root"] };
    const [command, ...argv] = bubblewrap(around).wrap({
      argv: ["sh", "-c", `printf new >> ${path}`],
      seconds: 20,
      cwd: clone,
      path: process.env.PATH ?? "",
      reach: { reads: [], writes: [clone] },
    });
    execFileSync(command, argv);
    expect(readFileSync(path, "utf8")).toBe("oldnew");
  });
});
