import { randomUUID } from "node:crypto";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Git } from "./git.ts";

/** A hub with more of either than this is put together. */
const MOST_PACKS = 24;
const MOST_LOOSE = 1500;
/** Milliseconds for which no git of ours holds a lock, or leaves a draft unfinished. */
const ABANDONED_MS = 3_600_000;

interface HubPlace {
  readonly folder: string;
  /** Our git configuration. */
  readonly config: string;
}

/**
 * Puts the many small files of a hub together: each session leaves a pack, a few dozen loose objects and its refs, and
 * every git that looks for something looks through all of them. No object goes, whatever refers to it: packs are rolled
 * up with all they have, and loose objects with them (git-repack, `--geometric`); nothing is done while there are few.
 * What a killed git has left goes at any time.
 */
export async function putTogether({ folder, config }: HubPlace): Promise<void> {
  await removeAbandoned(folder);
  if (!(await hasMany(folder))) return;
  const git = new Git({ gitDir: folder, config });
  await git.run(["repack", "-d", "-q", "--geometric=2", "--no-write-bitmap-index"]);
  await git.run(["pack-refs", "--all"]);
}

async function hasMany(folder: string): Promise<boolean> {
  const packs = (await list(join(folder, "objects/pack"))).filter((name) => name.endsWith(".pack"));
  return packs.length > MOST_PACKS || (await looseObjects(folder)) > MOST_LOOSE;
}

/** Estimated as git's own gc does: names are spread evenly over 256 folders, and one is counted. */
const looseObjects = async (folder: string) => 256 * (await list(join(folder, "objects/17"))).length;

/** Removes files that a killed git has left: its locks keep every ref from being deleted, and its drafts are never looked at again. */
async function removeAbandoned(folder: string): Promise<void> {
  const left = (await list(folder, { recursive: true })).filter((path) => LEFT.test(path));
  if (left.length === 0) return;
  const now = await timeOf(folder);
  for (const path of left) {
    const file = join(folder, path);
    const since = await stat(file).catch(() => undefined);
    if (since?.isFile() && now - since.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
  }
}

const LEFT =
  /^[^/]+\.lock$|^packed-refs\.new$|^midwatch-[0-9a-f-]{36}$|^refs\/.+\.lock$|^objects\/pack\/\.?tmp[-_]|^objects\/[0-9a-f]{2}\/tmp_obj_/;

/** The time of the disk itself: that of a process may be moved. */
async function timeOf(folder: string): Promise<number> {
  const probe = join(folder, `midwatch-${randomUUID()}`);
  await writeFile(probe, "");
  const { mtimeMs } = await stat(probe);
  await rm(probe, { force: true });
  return mtimeMs;
}

const list = (folder: string, { recursive = false } = {}) => readdir(folder, { recursive }).catch(() => []);
