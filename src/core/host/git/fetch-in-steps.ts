import { existsSync } from "node:fs";
import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { MidwatchError } from "../../errors.ts";
import type { Git } from "./git.ts";

/** Branch to fetch, and the remote it is fetched from. */
export interface Source {
  readonly remote: string;
  readonly branch: string;
}

/** A step that takes less is followed by one twice as long. */
const SHORT_MS = 60_000;
/** Breaks in a row that a fetch may have before its caller is told. */
const BREAKS = 3;
/** Milliseconds without growth after which a pack is taken for left: no process writes it any more. */
const LEFT_MS = 10 * 60_000;
/** Milliseconds between looks at a step of another process. */
const LOOK_MS = 500;
/** Another process fetches a step into the same hub, or was killed while it did. */
const LOCKED = /shallow\.lock/;
/** A server that gives everything or nothing. */
const NO_STEPS = /does not support|dumb http transport/;
const TEMPORARY = /^tmp_(?:pack|idx|rev)_/;

/** Git keeps nothing of a pack that has broken off; a fetch in steps keeps all up to the last step. */
export async function wasBrokenOff({ place: { gitDir } }: Git): Promise<boolean> {
  return existsSync(join(gitDir, "shallow")) || (await temporaryPacks(gitDir)).length > 0;
}

/**
 * Brings a branch's history into a hub from its tip backwards, some commits at a time, so that a connection that breaks
 * off again and again comes to an end all the same.
 */
export async function fetchInSteps(git: Git, source: Source, signal: AbortSignal): Promise<void> {
  await removeLeftPacks(git.place.gitDir);
  let before = await boundary(git);
  let [commits, breaks] = [1, 0];
  for (let isWhole = false; !isWhole; ) {
    const begun = performance.now();
    try {
      await step(git, source, { deepen: before === undefined ? undefined : commits, signal });
    } catch (thrown) {
      if (NO_STEPS.test(String(thrown))) return;
      if (LOCKED.test(String(thrown)) && !signal.aborted) {
        before = await boundaryAfterOther(git, signal);
        isWhole = before === undefined && (await hasAll(git, source));
        continue;
      }
      if (signal.aborted || ++breaks > BREAKS) throw thrown;
      commits = Math.max(1, Math.floor(commits / 4));
      continue;
    }
    const after = await boundary(git);
    if (after !== undefined && after === before) throw shallowRemote();
    if (performance.now() - begun < SHORT_MS) commits *= 2;
    [before, breaks, isWhole] = [after, 0, after === undefined];
  }
}

export const shallowRemote = (): MidwatchError =>
  new MidwatchError("the remote is a shallow repository: run git fetch --unshallow there");

/** Ref of a history that is fetched in steps, until it is whole. */
const partialRef = (branch: string) => `refs/midwatch/partial/${branch}`;

interface FetchStep {
  /** Number of further commits to fetch; missing for the first step. */
  readonly deepen: number | undefined;
  readonly signal: AbortSignal;
}

async function step(git: Git, { remote, branch }: Source, { deepen, signal }: FetchStep): Promise<void> {
  const depth = deepen === undefined ? "--depth=1" : `--deepen=${deepen}`;
  const options = ["--progress", "--no-tags", "--no-write-fetch-head", "--update-shallow", depth];
  const spec = `+refs/heads/${branch}:${partialRef(branch)}`;
  await git.run(["fetch", ...options, "--", remote, spec], { signal, transfers: true });
}

/** The commits whose parents are still missing; undefined when none is. */
async function boundary({ place: { gitDir } }: Git): Promise<string | undefined> {
  const listed = await readFile(join(gitDir, "shallow"), "utf8").catch(() => "");
  return listed.trim() || undefined;
}

const temporaryPacks = async (gitDir: string): Promise<readonly string[]> => {
  const folder = join(gitDir, "objects", "pack");
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => TEMPORARY.test(name)).map((name) => join(folder, name));
};

async function boundaryAfterOther(git: Git, signal: AbortSignal): Promise<string | undefined> {
  await waitForOther(git.place.gitDir, signal);
  return boundary(git);
}

/** Git holds the lock for as long as a step takes; where no pack has grown for long, its holder is gone. */
async function waitForOther(gitDir: string, signal: AbortSignal): Promise<void> {
  const lock = join(gitDir, "shallow.lock");
  await removeLeftPacks(gitDir);
  if ((await isLeft(lock)) && (await temporaryPacks(gitDir)).length === 0) await rm(lock, { force: true });
  else await pause(LOOK_MS, undefined, { signal });
}

async function isLeft(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > LEFT_MS;
}

/** True when another process has fetched the rest. */
const hasAll = (git: Git, { branch }: Source) => git.asks(["rev-parse", "--verify", "--quiet", partialRef(branch)]);

async function removeLeftPacks(gitDir: string): Promise<void> {
  for (const path of await temporaryPacks(gitDir)) if (await isLeft(path)) await rm(path, { force: true });
}

/** Removes the ref and the packs of a fetch in steps, once its history is whole and on the branch. */
export async function forgetSteps(git: Git, { branch }: Source): Promise<void> {
  await git.asks(["update-ref", "-d", partialRef(branch)]);
  await removeLeftPacks(git.place.gitDir);
}
