import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { BIN } from "../end-to-end/command-line.ts";
import { until } from "../limits.ts";

const SCRIPT = fileURLToPath(new URL("systemd.sh", import.meta.url));
const NAMESPACES = ["--mount", "--cgroup", "--pid", "--fork", "--mount-proc", "--kill-child"];
/** Root is not contained like others are. */
const AS_NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] as const;
const run = promisify(execFile);

/** Whether a systemd of nobody's own can be started here: by root, where there is one, and midwatch is theirs to read. */
export const canStart =
  process.getuid?.() === 0 && existsSync("/usr/lib/systemd/systemd") && existsSync("/usr/bin/nsenter") && isReadable();

/** A real systemd, in which units of a person's are run; it ends with the test. */
export async function startSystemd(home: string) {
  // It looks for some of its files here, whatever it is told.
  const runtime = `/run/user/${execFileSync("id", ["-u", "nobody"], { encoding: "utf8" }).trim()}`;
  const env = { PATH: process.env.PATH ?? "", HOME: home, XDG_RUNTIME_DIR: runtime, NO_COLOR: "1" };
  const all = { ...env, AS_NOBODY: AS_NOBODY.join(" ") };
  const outer = spawn("unshare", [...NAMESPACES, "bash", SCRIPT], { env: all, stdio: "ignore" });
  onTestFinished(() => void outer.kill("SIGKILL"));
  const children = `/proc/${outer.pid}/task/${outer.pid}/children`;
  const manager = await until(() => readFileSync(children, "utf8").trim().split(" ")[0], "a systemd");
  const inside = async (...argv: readonly string[]) =>
    (await run("nsenter", ["-t", manager, "-m", "-C", "-p", ...AS_NOBODY, ...argv], { env, cwd: "/" })).stdout;
  const systemctl = (...words: readonly string[]) => inside("systemctl", "--user", "--no-pager", ...words);
  const isUp = () => systemctl("list-units").catch(() => false);
  await until(isUp, "its readiness");
  const git = (repository: string, ...words: readonly string[]) => inside("git", "-C", repository, ...words);
  return { systemctl, git, midwatch: (...args: readonly string[]) => inside(process.execPath, BIN, ...args) };
}

function isReadable(): boolean {
  try {
    execFileSync(AS_NOBODY[0], [...AS_NOBODY.slice(1), process.execPath, BIN, "--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
