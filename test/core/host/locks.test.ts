import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileLocks } from "../../../src/core/host/locks.ts";
import { thisProcess } from "../../../src/core/host/process-identity.ts";
import { patience } from "../../limits.ts";

const LOCKS = new URL("../../../src/core/host/locks.ts", import.meta.url).href;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-locks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that tries to get a lock, says whether it has, and then does something with it. */
async function other(
  folder: string,
  after = "setInterval(() => {}, 1000)",
): Promise<{ says: string; child: ChildProcess }> {
  const program = `
    import { spawn } from "node:child_process";
    import { FileLocks } from ${JSON.stringify(LOCKS)};
    const lock = await new FileLocks(${JSON.stringify(folder)}).tryHold("agent-ada");
    const says = lock ? "held" : "busy";
    ${after};
    console.log(says);
    if (!lock) process.exit();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { says: line.toString().trim(), child };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a lock", () => {
  it("is one process's, and the next one's as soon as that is killed", async () => {
    const folder = temporaryFolder();
    const first = await other(folder);
    expect(first.says).toBe("held");
    expect((await other(folder)).says).toBe("busy");
    await kill(first.child);
    expect((await other(folder)).says).toBe("held");
  });

  it("is got by exactly one of sixteen that try at once (L01)", async () => {
    const folder = temporaryFolder();
    const all = await Promise.all(Array.from({ length: 16 }, () => other(folder)));
    expect(all.filter(({ says }) => says === "held")).toHaveLength(1);
  });

  it("is free although a detached child of the dead holder lives on with its descriptor (L02)", async () => {
    const folder = temporaryFolder();
    const pidFile = join(folder, "pid");
    const leaves = `
      const child = spawn("setsid", ["sh", "-c", "echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 8631.5"], {
        detached: true, env: {PATH: process.env.PATH}, stdio: ["ignore", "ignore", "ignore", lock.descriptor],
      });
      child.unref();
      const { until } = await import(${JSON.stringify(new URL("../../limits.ts", import.meta.url).href)});
      await until(async () => (await import("node:fs")).existsSync("${pidFile}"), "its child");
      setInterval(() => {}, 1000)`;
    const { child } = await other(folder, leaves);
    await kill(child);
    const orphan = Number(readFileSync(pidFile, "utf8"));
    expect(existsSync(`/proc/${orphan}`)).toBe(true);
    const lock = await new FileLocks(folder).tryHold("agent-ada");
    expect(lock).toBeDefined();
    expect(readFileSync(`/proc/${orphan}/cmdline`, { encoding: "utf8", flag: "a+" }).length).toBe(0);
    lock?.release();
  });

  it("is not taken from a holder that has not signed yet, nor is anybody ended who only tries (L02)", async () => {
    const folder = temporaryFolder();
    const holder = await other(folder);
    // As if it had got the lock this moment: what stands in the file is of the dead holder before it.
    writeFileSync(join(folder, "agent-ada.lock"), JSON.stringify({ ...thisProcess(), startTime: "1" }));
    expect((await other(folder)).says).toBe("busy");
    expect(holder.child.exitCode ?? holder.child.signalCode).toBeNull();
  });

  it("is not held by a record whose number another process has now (L05)", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "agent-ada.lock"), JSON.stringify({ ...thisProcess(), startTime: "1" }));
    expect((await other(folder)).says).toBe("held");
  });

  it("a lock whose file was removed while it was waited for is got on the file that is there (L03)", async () => {
    const folder = temporaryFolder();
    const { child } = await other(folder);
    const locks = new FileLocks(folder);
    const waiting = locks.hold("agent-ada", patience());
    unlinkSync(join(folder, "agent-ada.lock"));
    await kill(child);
    const lock = await waiting;
    expect((await other(folder)).says).toBe("busy");
    lock.release();
  });

  it.for([
    ["a link", (path: string): unknown => symlinkSync("/etc/hostname", path)],
    ["a pipe", (path: string): unknown => execFileSync("mkfifo", [path])],
    ["a folder", (path: string): unknown => mkdirSync(path)],
  ] as const)("refuses %s in its place, in a sentence (L04)", async ([, make]) => {
    const folder = temporaryFolder();
    make(join(folder, "agent-ada.lock"));
    await expect(new FileLocks(folder).tryHold("agent-ada")).rejects.toThrow(
      /agent-ada\.lock is not a plain file: remove it/,
    );
  });
});
