import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { ContainmentName } from "../contracts/containment.ts";
import type { Containment } from "./containments.ts";

/** Far more than a busy machine takes to start and to end one. */
const SECONDS = 20;
const CANARY_TEXT = "seen from outside";

/** Scripts that try each containment. Their effects are judged, not their output. */
const SCRIPTS: Readonly<Record<ContainmentName, string>> = {
  group: "true",
  // Holds our pipe open for as long as it lives.
  namespace: "setsid sleep 25 &",
  bubblewrap: `setsid sleep 25 &
    printf '${CANARY_TEXT}' > "$1/clone/written"
    printf '${CANARY_TEXT}' > "$1/state/kept" 2>/dev/null
    printf '${CANARY_TEXT}' > "$1/written" 2>/dev/null
    cat "$1/state/secret" 2>/dev/null; true`,
};

/** Tries a containment with a program that wants out. Why it does not hold; undefined when it does. */
export async function whyItLeaks(
  make: (hidden: string) => Containment,
  parent = tmpdir(),
): Promise<string | undefined> {
  const folder = await mkdtemp(join(parent, "canary-"));
  try {
    const [clone, state] = [join(folder, "clone"), join(folder, "state")];
    for (const each of [clone, state]) await mkdir(each);
    await writeFile(join(state, "secret"), "secret");
    return await attempt(make(state), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function attempt(means: Containment, folder: string): Promise<string | undefined> {
  const clone = join(folder, "clone");
  const argv = ["sh", "-c", SCRIPTS[means.name], "sh", folder];
  const reach = { reads: [], writes: [clone] };
  const [command, ...args] = means.wrap({ argv, seconds: SECONDS, cwd: clone, path: process.env.PATH ?? "", reach });
  const tried = await execa(command, args, { reject: false, stdin: "ignore", timeout: SECONDS * 1000, detached: true });
  if (tried.timedOut) return "what had left its tree lived on";
  if (tried.exitCode !== 0)
    return tried.stderr.trim() || tried.originalMessage || `it ended with ${tried.exitCode ?? tried.signal}`;
  return means.name === "bubblewrap" ? leakOf(folder, tried.stdout) : undefined;
}

async function leakOf(folder: string, said: string): Promise<string | undefined> {
  const text = (...path: string[]) => readFile(join(folder, ...path), "utf8").catch(() => undefined);
  if (said !== "") return "what was to be hidden could be read";
  if ((await text("state", "kept")) !== undefined || (await text("written")) !== undefined)
    return "what was to be out of reach could be written";
  return (await text("clone", "written")) === CANARY_TEXT ? undefined : "what was to be written could not be written";
}
