import { decodeGitPath } from "./files.ts";
import type { Git } from "./git.ts";
import { describeSize } from "./sizes.ts";

/** Places that are named; of more, how many there are. */
const MOST_PLACES = 10;

/** Folder of files that are named: one of the clone's, or a work tree that stands elsewhere. Names are bytes. */
export interface Whereabouts {
  readonly inClone?: string;
  readonly beyond?: string;
}

/**
 * Files that git ignores and a session has written, by the folder at the top that they stand in: a sentence each.
 * `git` has the work in its index; `written` is what may be among them, with its size.
 */
export async function ignoredAmong(
  git: Git,
  written: ReadonlyMap<string, number>,
  where: Whereabouts = {},
): Promise<readonly string[]> {
  if (written.size === 0) return [];
  const input = Buffer.from([...written.keys()].map((path) => `${path}\0`).join(""), "latin1");
  const printed = await git.bytes(["check-ignore", "-z", "--stdin"], { input, answers: [0, 1] }).catch(() => undefined);
  if (!printed) return ["what git ignores of what was written could not be listed, and is not kept"];
  const places = new Map<string, { files: number; bytes: number }>();
  for (const path of printed.toString("latin1").split("\0").filter(Boolean)) {
    const top = path.includes("/") ? `${path.slice(0, path.indexOf("/"))}/` : path;
    const { files, bytes } = places.get(top) ?? { files: 0, bytes: 0 };
    places.set(top, { files: files + 1, bytes: bytes + (written.get(path) ?? 0) });
  }
  const largest = [...places].toSorted(([, a], [, b]) => b.bytes - a.bytes);
  const named = largest.slice(0, MOST_PLACES).map(([place, of]) => describeIgnored(place, of, where));
  const more = largest.length - named.length;
  return more > 0 ? [...named, `${more} more places that git ignores have files of it`] : named;
}

/** Written files that are neither one of those paths nor in one of those places. */
export function besides(
  written: ReadonlyMap<string, number>,
  paths: readonly string[],
  places: readonly string[],
): ReadonlyMap<string, number> {
  const known = new Set(paths);
  const isIn = (path: string) => places.some((place) => path === place || path.startsWith(`${place}/`));
  return new Map([...written].filter(([path]) => !known.has(path) && !isIn(path)));
}

/** The same of a whole folder of the clone's. */
export function notKept(folder: string, written: ReadonlyMap<string, number>): readonly string[] {
  const bytes = [...written.values()].reduce((total, size) => total + size, 0);
  return written.size === 0 ? [] : [describeIgnored(`${folder}/`, { files: written.size, bytes }, {})];
}

function describeIgnored(
  place: string,
  { files, bytes }: { readonly files: number; readonly bytes: number },
  { inClone, beyond }: Whereabouts,
): string {
  const name = decodeGitPath(inClone === undefined ? place : `${inClone}/${place}`);
  const what = name.endsWith("/") ? `${files === 1 ? "1 file" : `${files} files`} in ${name}` : name;
  const [are, them] = files > 1 ? ["are", "them"] : ["is", "it"];
  const lost = `${are} ignored by git and not kept`;
  return beyond === undefined
    ? `${what} (${describeSize(bytes)}) ${lost}: keep: [${name.replace(/\/$/, "")}] would leave ${them} to the agent's next session`
    : `${what} (${describeSize(bytes)}) of work tree ${beyond} ${lost}`;
}

/** Files that were written where a submodule would be, if it were checked out: no commit of the clone could hold them. */
export function strayIn(links: readonly string[], written: ReadonlyMap<string, number>): readonly string[] {
  return links.flatMap((link) => {
    const files = [...written.keys()].filter((path) => path.startsWith(`${link}/`)).length;
    const what = files === 1 ? "1 file in" : `${files} files in`;
    const are = files === 1 ? "is" : "are";
    return files === 0
      ? []
      : [`${what} ${decodeGitPath(link)} ${are} kept nowhere else: it is a submodule, and is not checked out`];
  });
}
