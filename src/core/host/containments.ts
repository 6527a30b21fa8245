import { readFileSync } from "node:fs";
import type { Contained } from "../contracts/containment.ts";
import type { Reach } from "../contracts/processes.ts";

/** A program that is to be started in a tree of its own. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** PATH of the program: the programs on it have to be found in there, too. */
  readonly path: string;
  /** After so many it is killed, whatever becomes of us. */
  readonly seconds: number;
  readonly reach?: Reach | undefined;
}

/** A way to keep a tree of processes together, and to put a command into such a tree. */
export interface Containment extends Contained {
  wrap(command: Command): [string, ...string[]];
}

/** Its first process: waits for the command, so that the namespace ends with it and takes everything else along. */
export const FIRST_PROCESS = ["sh", "-c", '"$@"; exit $?', "sh"];
const DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"];
const NAMESPACE = ["unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** The deadline is kept by `timeout`, not by us: it fires when our event loop hangs, too. */
export const withDeadline = (seconds: number, argv: readonly string[]): [string, ...string[]] => {
  const deadline = ["timeout", "--foreground", "--signal=KILL", String(seconds)];
  return join([...DIE_WITH_PARENT, ...deadline, ...DIE_WITH_PARENT, ...argv]);
};

/**
 * Processes and threads a session's tree may have: a test suite with all its threads stays below, a fork bomb does not.
 */
const MOST_PROCESSES = 4096;

/** Within a user namespace the kernel counts that namespace's processes alone; root's it does not count at all. */
export function withProcessLimit(argv: readonly string[]): string[] {
  const most = Math.min(MOST_PROCESSES, hardLimit());
  return ["prlimit", `--nproc=${most}`, "--core=0", ...argv];
}

function hardLimit(): number {
  const line = /^Max processes\s+\S+\s+(?<hard>\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
  return line?.groups?.hard === undefined ? Number.POSITIVE_INFINITY : Number(line.groups.hard);
}

export const namespaceContainment: Containment = {
  name: "namespace",
  promise:
    "a pid namespace: nothing is left after a stop, a deadline or the death of midwatch; files are not protected",
  wrap: ({ argv, seconds, reach }) =>
    withDeadline(seconds, [...NAMESPACE, ...(reach ? withProcessLimit(FIRST_PROCESS) : FIRST_PROCESS), ...argv]),
};

export const groupContainment: Containment = {
  name: "group",
  promise: "a process group: what leaves it (setsid) is only found by its lock, at the next start",
  wrap: ({ argv, seconds }) => withDeadline(seconds, argv),
};

/** A wrapped command is never empty: it begins with what wraps it. */
const join = (argv: string[]) => argv as [string, ...string[]];
