import { readFile, rename, writeFile } from "node:fs/promises";
import { join as pathOf } from "node:path";
import { execa } from "execa";
import { MidwatchError } from "../errors.ts";
import { setting } from "./process-identity.ts";

/** How the trees of this machine's processes are kept together, and how a command is put into such a tree. */
export interface Containment {
  /** In words, for reports. */
  readonly name: string;
  wrap(argv: readonly string[], seconds: number): [string, ...string[]];
}

/** Its first process: waits for the command, so that the namespace ends with it and takes everything else along. */
const FIRST_PROCESS = ["sh", "-c", '"$@"; exit $?', "sh"];
const NAMESPACE = [
  "unshare",
  "--user",
  "--map-current-user",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
  ...FIRST_PROCESS,
];
const DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"];

/** The deadline is kept by `timeout`, not by us: it fires when our event loop hangs, too. */
const deadline = (seconds: number) => ["timeout", "--foreground", "--signal=KILL", String(seconds)];

const NAMESPACED: Containment = {
  name: "a pid namespace: nothing is left after a stop, a deadline or the death of midwatch",
  wrap: (argv, seconds) => join([...DIE_WITH_PARENT, ...deadline(seconds), ...DIE_WITH_PARENT, ...NAMESPACE, ...argv]),
};

const GROUPED: Containment = {
  name: "a process group: what leaves it (setsid) is only found by its lock, at the next start",
  wrap: (argv, seconds) => join([...DIE_WITH_PARENT, ...deadline(seconds), ...DIE_WITH_PARENT, ...argv]),
};

/**
 * The same, tried once for each boot: that it works is noted in the state folder for whoever starts next under the same
 * conditions. That it does not is not noted, for it may have been the moment.
 */
export async function knownContainment(state: string): Promise<Containment> {
  const note = pathOf(state, "containment");
  const conditions = JSON.stringify(setting());
  if ((await readFile(note, "utf8").catch(() => undefined)) === conditions) return NAMESPACED;
  const found = await findContainment();
  if (found === NAMESPACED) await replace(note, conditions).catch(() => undefined); // Only slower without.
  return found;
}

/** The best there is on this machine, found by trying it. */
export async function findContainment(): Promise<Containment> {
  if ((await failureOf(NAMESPACED)) === undefined) return NAMESPACED;
  const failure = await failureOf(GROUPED);
  if (failure === undefined) return GROUPED;
  throw new MidwatchError(
    `programs cannot be started safely here: setpriv (util-linux) and timeout (coreutils) have to be on the PATH: ${failure}`,
  );
}

/** Why nothing can be started that way; undefined when it can. */
async function failureOf(means: Containment): Promise<string | undefined> {
  const [command, ...args] = means.wrap(["true"], 5);
  const tried = await execa(command, args, { reject: false, stdin: "ignore", timeout: 5_000 });
  if (tried.exitCode === 0) return undefined;
  return tried.stderr.trim() || tried.originalMessage || `it ended with ${tried.exitCode}`;
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

/** A wrapped command is never empty: it begins with what wraps it. */
const join = (argv: string[]) => argv as [string, ...string[]];
