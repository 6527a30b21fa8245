import { createHash } from "node:crypto";
import type { NamedCommit } from "./clone-refs.ts";
import { bytesOf, RealFolders, statsOf } from "./files.ts";
import { Git } from "./git.ts";
import { type Holding, holdFiles } from "./held-files.ts";
import { pointerTo } from "./lfs.ts";
import { RepositoryFiles } from "./repository-files.ts";
import { describeSize } from "./sizes.ts";

const OBJECTS = "lfs/objects";
const OBJECT = /^lfs\/objects\/[0-9a-f]{2}\/[0-9a-f]{2}\/(?<oid>[0-9a-f]{64})$/;
/** A folder of the commit that holds them. */
const LFS_BRANCH = "lfs-objects";
const MOST_OBJECTS = 20_000;
/** Bytes that are copied into the hub; of more, the clone stays. */
const MOST_BYTES = 1024 ** 3;

/** Git directory to look in, commits whose pointers have their objects on a server, and the session's own work. */
interface Search extends Holding {
  readonly gitDir: string;
  readonly published: readonly string[];
  readonly work: string;
  /** Bytes. */
  readonly most?: number;
}

/** Content that git-lfs has put away. */
interface Stored {
  readonly path: string;
  readonly oid: string;
  readonly size: number;
}

/** Objects that are held, and a sentence for each that is not. */
interface HeldObjects {
  readonly held: readonly NamedCommit[];
  readonly missing: readonly string[];
}

/**
 * Imports objects that git-lfs has put away for commits of the session: the commits have only pointers to them, and no
 * server has them. One commit in the hub holds them.
 */
export async function importLfsObjects(search: Search): Promise<HeldObjects> {
  const files = new RepositoryFiles(search.gitDir);
  const stored = files.has(OBJECTS) ? await storedIn(files, search.gitDir) : [];
  const missing = files.unread.map(({ path, reason }) => `.git/${path} was not read: ${reason}`);
  const hub = new Git({ gitDir: search.hub, config: search.config });
  const alone = await withoutKnown(hub, stored, search.published);
  const { fit, beyond } = apportioned(alone, search.most ?? MOST_BYTES);
  const blobs = await hashed(hub, search.gitDir, fit);
  const inWork = fit.length === 0 ? new Set<string>() : await blobsAt(hub, search.work);
  const held = fit.flatMap(({ oid }, at) => {
    const blob = blobs[at] ?? "";
    return inWork.has(blob) ? [] : [{ path: oid, blob }];
  });
  return { held: held.length === 0 ? [] : [await hold(search, held)], missing: [...missing, ...tooLarge(beyond)] };
}

async function hold(search: Search, files: Parameters<typeof holdFiles>[2]["files"]): Promise<NamedCommit> {
  const text = `Hold ${files.length} LFS objects`;
  return { id: await holdFiles(search, LFS_BRANCH, { files, text }), from: "LFS objects", name: LFS_BRANCH };
}

async function storedIn(files: RepositoryFiles, gitDir: string): Promise<readonly Stored[]> {
  const folders = new RealFolders(gitDir);
  const found: Stored[] = [];
  for (const path of files.files(OBJECTS, MOST_OBJECTS)) {
    const oid = OBJECT.exec(path)?.groups?.oid;
    const stats = oid === undefined ? undefined : await statsOf(folders, path);
    if (oid !== undefined && stats?.isFile()) found.push({ path, oid, size: stats.size });
  }
  return found;
}

/** A pointer is known by what git calls it: its text follows from what it points to. The trees are looked at first. */
async function withoutKnown(
  hub: Git,
  stored: readonly Stored[],
  published: readonly string[],
): Promise<readonly Stored[]> {
  let left = stored;
  for (const commit of published) {
    if (left.length === 0) return left;
    const there = await blobsAt(hub, commit);
    left = left.filter((object) => !there.has(pointerBlob(object)));
  }
  if (left.length === 0) return left;
  const small = ["--objects", "--no-object-names", "--filter=blob:limit=1024"];
  const listed = (await hub.bytes(["rev-list", ...small, ...published])).toString("latin1");
  const ever = new Set(listed.split("\n"));
  return left.filter((object) => !ever.has(pointerBlob(object)));
}

function pointerBlob({ oid, size }: Stored): string {
  const text = pointerTo(oid, size);
  return createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex");
}

async function blobsAt(hub: Git, commit: string): Promise<ReadonlySet<string>> {
  const listed = (await hub.bytes(["ls-tree", "-r", "-z", "--full-tree", commit])).toString("latin1");
  return new Set(listed.split("\0").map((entry) => entry.split("\t")[0]?.split(" ")[2] ?? ""));
}

/** The smallest first, as far as they fit. */
function apportioned(stored: readonly Stored[], most: number) {
  const sorted = stored.toSorted((a, b) => a.size - b.size);
  let total = 0;
  const fit = sorted.filter(({ size }) => {
    total += size;
    return total <= most;
  });
  return { fit, beyond: sorted.slice(fit.length) };
}

async function hashed(hub: Git, gitDir: string, stored: readonly Stored[]): Promise<readonly string[]> {
  if (stored.length === 0) return [];
  const input = Buffer.concat(stored.flatMap(({ path }) => [bytesOf(gitDir, path), Buffer.from("\n")]));
  return (await hub.line(["hash-object", "-w", "--no-filters", "--stdin-paths"], { input })).split("\n");
}

function tooLarge(stored: readonly Stored[]): readonly string[] {
  if (stored.length === 0) return [];
  const size = describeSize(stored.reduce((total, each) => total + each.size, 0));
  const what = stored.length === 1 ? "1 LFS object" : `${stored.length} LFS objects`;
  const are = stored.length === 1 ? "is too large to be copied, and remains" : "are too large to be copied, and remain";
  return [`${what} (${size}) ${are} in the clone alone, in .git/${OBJECTS}`];
}
