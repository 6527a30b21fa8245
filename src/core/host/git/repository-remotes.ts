import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type NamedCommit, REMOTE_BRANCH } from "./clone-refs.ts";
import { readGitDir } from "./clone-state.ts";
import type { Git } from "./git.ts";
import { RepositoryFiles } from "./repository-files.ts";

const NETWORK = /^(?:https?|ssh|git|git\+ssh|ssh\+git):\/\/(?:[^/@]*@)?(?<host>\[[^\]]*\]|[^/:]*)/i;
/** "git@host:path" */
const BRIEF = /^(?:[^/:@]+@)?(?<host>[^/:]+):(?!:|\/\/)/;
/** Hosts that are this machine: a server there may be the session's own, and end with it. */
const HERE = /^(?:localhost|127\..*|\[::1\]|0\.0\.0\.0)$/i;
const ADDRESS = /^remote\.(?<remote>.+)\.(?:url|pushurl)$/;
const PACKED_TAG = /^(?<id>[0-9a-f]{40,64}) refs\/tags\//;
const REWRITES = /^url\..*\.(?:insteadof|pushinsteadof)$/;

/** Folders of a repository, and the places that are not the session's own. */
export interface Standing {
  readonly gitDir: string;
  /** Folder that relative paths start from. */
  readonly folder: string;
  /** The session's folder: what stands in it goes with it. */
  readonly session: string;
  /** The workspace's own remote. */
  readonly remote: string;
}

/**
 * Commits that a repository has fetched, or pushed, and that another repository has which stays: one out of reach over
 * the network, the workspace's own, or one on this machine that says so.
 */
export async function heldElsewhere(
  git: Git,
  standing: Standing,
  named: readonly NamedCommit[],
): Promise<readonly string[]> {
  const fetched = named.filter(({ from }) => from.startsWith(`${REMOTE_BRANCH} `));
  if (fetched.length === 0) return [];
  const remotes = await remotesOf(git, standing.gitDir);
  const holds = new Map([...remotes].map(([remote, urls]) => [remote, holdersOf(standing, urls)] as const));
  const held = fetched.filter(({ id, name }) => holds.get(remoteOf(name, remotes))?.(id) ?? false).map(({ id }) => id);
  const tags = held.length === 0 ? [] : packedTags(standing.gitDir);
  return [...held, ...tags.filter((id) => [...holds.values()].some((holdsIt) => holdsIt(id)))];
}

/** A clone's first fetch packs its tags, those of commits that are on no branch among them. */
function packedTags(gitDir: string): readonly string[] {
  const lines = new RepositoryFiles(gitDir).text("packed-refs").split("\n");
  return lines.flatMap((line) => PACKED_TAG.exec(line)?.groups?.id ?? []);
}

type Holds = (id: string) => boolean;

/** The addresses of each remote, for both directions; none where they are rewritten. */
async function remotesOf(git: Git, gitDir: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const input = new RepositoryFiles(gitDir).bytes("config") ?? Buffer.alloc(0);
  const listed = await git.bytes(["config", "--file", "-", "--null", "--list"], { input }).catch(() => undefined);
  const found = new Map<string, string[]>();
  for (const entry of listed?.toString("utf8").split("\0") ?? []) {
    const [key = "", ...value] = entry.split("\n");
    if (REWRITES.test(key)) return new Map();
    const remote = ADDRESS.exec(key)?.groups?.remote;
    if (remote !== undefined) found.set(remote, [...(found.get(remote) ?? []), value.join("\n")]);
  }
  return found;
}

/** A remote's name may have slashes, as a branch's may: the longest that fits. */
const remoteOf = (branch: string, remotes: ReadonlyMap<string, unknown>) =>
  [...remotes.keys()].filter((remote) => branch.startsWith(`${remote}/`)).toSorted((a, b) => b.length - a.length)[0] ??
  "";

/** All of a remote's addresses have to be such places. */
function holdersOf(standing: Standing, urls: readonly string[]): Holds {
  const each = urls.map((url) => holderAt(standing, url));
  return (id) => each.every((holds) => holds(id));
}

function holderAt({ folder, session, remote }: Standing, url: string): Holds {
  const host = NETWORK.exec(url)?.groups?.host ?? BRIEF.exec(url)?.groups?.host;
  if (host !== undefined) return () => !HERE.test(host);
  const place = realRemote(folder, url);
  if (place === undefined) return () => false;
  if (place === realRemote("/", remote)) return () => true;
  if (`${place}${sep}`.startsWith(`${realpathSync(session)}${sep}`)) return () => false;
  const state = readGitDir(`${place}/.git`) ?? readGitDir(place);
  const there = new Set(state?.named.map(({ id }) => id));
  return (id) => there.has(id);
}

function realRemote(folder: string, url: string): string | undefined {
  try {
    return realpathSync(resolve(folder, url.startsWith("file://") ? fileURLToPath(url) : url));
  } catch {
    return undefined;
  }
}
