import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { watch } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { patience, WAIT_MS } from "../limits.ts";

/** The built command line. */
export const BIN = fileURLToPath(new URL("../../dist/src/cli/bin.js", import.meta.url));

/** How a command line ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line at work. */
export interface Started {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** What it has said so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  kill(signal?: NodeJS.Signals): void;
}

/** Runs the built command line as a process of its own, with as little of our environment as a timer would give it. */
export function start(
  args: readonly string[],
  { cwd, home, env = {} }: { readonly cwd: string; readonly home: string; readonly env?: Record<string, string> },
): Started {
  const given = { PATH: process.env.PATH ?? "", HOME: home, NO_COLOR: "1", ...env };
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: given, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  // Not "close": a git that outlives a killed midwatch may hold the pipes.
  const ended = Promise.race([once(child, "close"), once(child, "exit").then(drained)]);
  const finished = ended.then(() => ({ code: child.exitCode, ...said }));
  return { pid: child.pid ?? 0, finished, said, kill: (signal = "SIGKILL") => void child.kill(signal) };

  async function drained() {
    if (child.exitCode !== null) await once(child, "close");
  }
}

/** Until a file is there. */
export async function appears(path: string): Promise<void> {
  const changes = watch(dirname(path), { signal: patience() });
  const isThere = () => existsSync(path);
  // The watch begins with the first question for an event, so look again after that.
  const first = changes[Symbol.asyncIterator]().next();
  if (isThere()) return;
  await first;
  while (!isThere()) await changes[Symbol.asyncIterator]().next().catch(missing(path));
}

const missing = (path: string) => () => {
  throw new Error(`${basename(path)} did not appear in ${WAIT_MS / 60_000} minutes`);
};

/** The processes whose command line holds a text. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(text));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** The most memory a process has ever had, in bytes. */
export function peakMemory(pid: number): number {
  const line = /^VmHWM:\s+(?<kilobytes>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.groups?.kilobytes) * 1024;
}
