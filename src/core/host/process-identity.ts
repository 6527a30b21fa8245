import { readFileSync } from "node:fs";
import type { HostProcess } from "../contracts/host.ts";

const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/** This process, so that a later one can tell whether it still lives. */
export function thisProcess(): HostProcess {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", boot: bootId() };
}

/** Numbers are used again: only the same start in the same boot is the same process. */
export function isAlive({ pid, startTime, boot }: HostProcess): boolean {
  return boot === bootId() && startTimeOf(pid) === startTime;
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot; the program's name before it may hold anything. */
function startTimeOf(pid: number): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return afterName[0] === "Z" ? undefined : afterName[19];
}

const bootId = () => readOr(BOOT_ID, "unknown").trim();

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
