import { readFileSync, readlinkSync } from "node:fs";
import type { HostProcess } from "../contracts/processes.ts";

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

/** Facts that decide which namespaces this process may make: the boot, the user, the container, the kernel's limits. */
export function setting(): readonly string[] {
  const limits = /^(?:Uid|NoNewPrivs|Seccomp|CapBnd):.*$/gm;
  const kernel = ["kernel/unprivileged_userns_clone", "kernel/apparmor_restrict_unprivileged_userns"];
  const counts = ["user/max_user_namespaces", "user/max_pid_namespaces"];
  return [
    bootId(),
    ...["user", "mnt", "pid"].map((kind) => linkOr(`/proc/self/ns/${kind}`, "")),
    ...(readOr("/proc/self/status", "").match(limits) ?? []),
    ...[...kernel, ...counts].map((name) => readOr(`/proc/sys/${name}`, "").trim()),
    readOr("/proc/self/attr/current", "").trim(),
  ];
}

const bootId = () => readOr(BOOT_ID, "unknown").trim();

function linkOr(path: string, otherwise: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return otherwise;
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
