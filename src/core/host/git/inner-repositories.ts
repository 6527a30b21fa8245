import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { readRegularText } from "../regular-file.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { type CloneState, readGitDir } from "./clone-state.ts";
import { bytesOf, decodeGitPath, isText } from "./files.ts";
import type { Git } from "./git.ts";
import type { AtHome, HomeRepository } from "./home-repositories.ts";
import { type Module, modulesIn } from "./modules.ts";
import { heldElsewhere } from "./repository-remotes.ts";
import type { InnerRepository, TreeNotes } from "./tree-walk.ts";

const GIT_DIR_POINTER = /^gitdir: (?<path>.+)$/m;
const MAX_POINTER_BYTES = 64 * 1024;

/** Place of a session's repository besides its clone. */
interface InnerRepositoryPlace {
  /** From the clone, or from the session's home; names are bytes. */
  readonly path: string;
  /** "submodule lib" */
  readonly called: string;
  readonly gitDir: string;
  /** Folder of its files, if it has one. */
  readonly workTree?: string;
  /** It stands in the clone, at its path. */
  readonly isInClone: boolean;
  /** A submodule: its git directory stands in another repository's. */
  readonly isLink: boolean;
  /** True below a folder in which programs keep their own files. */
  readonly isHidden?: boolean;
}

/** A repository besides the clone in which a session may have made something: a submodule, or one that it has put there. */
export interface Inner extends InnerRepositoryPlace {
  readonly state: CloneState;
  readonly head: string | undefined;
  /** Commits that it names and no other repository had when it was fetched or pushed. */
  readonly named: readonly NamedCommit[];
  /** Commits that other repositories have. */
  readonly elsewhere: readonly string[];
  /** Files in it were written, and are no part of the clone's own files. */
  readonly isWritten: boolean;
  /** A clone of the workspace itself: its files are another version of the clone's own, and no part of that. */
  readonly isCopy: boolean;
}

/** Places to look in, and the commits that count as the session's own. */
export interface Search {
  readonly clone: string;
  /** The session's folder. */
  readonly session: string;
  /** Commits that the session began with, and those that its clone names. */
  readonly own: ReadonlySet<string>;
  readonly remote: string;
  /** Folders that are looked at otherwise. */
  readonly leave: readonly string[];
  readonly atHome: AtHome;
}

/** All of them, and a sentence where not everything was looked at. */
export interface InnerFound {
  readonly inner: readonly Inner[];
  readonly left: readonly string[];
  /** A sentence for each that cannot be looked into. */
  readonly missing: readonly string[];
}

export async function innerRepositories(git: Git, notes: TreeNotes, search: Search): Promise<InnerFound> {
  const { atHome } = search;
  const inTree = notes.inner
    .filter(({ path }) => !search.leave.includes(path))
    .flatMap((inner) => placeIn(search, inner) ?? []);
  const places = [...inTree, ...atHome.found.map(placeAtHome)];
  const known = new Set(places.map(({ gitDir }) => realFolder(gitDir)));
  const modules = [join(search.clone, ".git"), ...known].flatMap((gitDir) => (gitDir ? modulesIn(gitDir) : []));
  const bare = modules.filter(({ gitDir }) => !known.has(realFolder(gitDir))).map(placeOfModule);
  const inner: Inner[] = [];
  for (const place of [...places, ...distinct(bare)]) {
    const state = readGitDir(place.gitDir);
    if (state && isLookedInto(place, state, search))
      inner.push(await innerAt(git, { ...place, state }, { ...search, written: notes.written }));
  }
  const odd = [...inTree, ...atHome.found].filter(({ path }) => !isText(Buffer.from(path, "latin1")));
  return { inner, left: atHome.left, missing: odd.map(({ path }) => notLookedInto(path)) };
}

/**
 * True for a repository that is looked into: one in a hidden folder is a program's, unless it comes from the session's
 * clone.
 */
const isLookedInto = ({ isHidden = false }: InnerRepositoryPlace, state: CloneState, { own }: Search) =>
  !isHidden || isOf(own, state);

const isOf = (own: ReadonlySet<string>, { named }: CloneState) => named.some(({ id }) => own.has(id));

const notLookedInto = (path: string) =>
  `what was committed in ${decodeGitPath(path)} was not looked for: its name is no text; it is in the session's folder`;

const distinct = (places: readonly InnerRepositoryPlace[]) => [
  ...new Map(places.map((place) => [realFolder(place.gitDir), place] as const)).values(),
];

async function innerAt(
  git: Git,
  place: InnerRepositoryPlace & { readonly state: CloneState },
  { own, session, remote, written }: Search & Pick<TreeNotes, "written">,
): Promise<Inner> {
  const { path, called, gitDir, workTree = gitDir, isLink, isInClone, state } = place;
  const elsewhere = await heldElsewhere(git, { gitDir, folder: workTree, session, remote }, state.named);
  const named = state.named
    .filter(({ id }) => !elsewhere.includes(id))
    .map(({ id, from, name }) => ({ id, from: `${called} (${from})`, name: `${path}-${name}` }));
  const isCopy = !isLink && isOf(own, state);
  const isOwn = isLink || isCopy || !isInClone;
  const isTouched = !isInClone || [...written.keys()].some((file) => file.startsWith(`${path}/`));
  const isWritten = place.workTree !== undefined && isOwn && isTouched;
  return { ...place, head: state.head?.commit, named, elsewhere, isWritten, isCopy };
}

function placeIn({ clone, session }: Search, { path, isLink }: InnerRepository): InnerRepositoryPlace | undefined {
  const gitDir = isLink ? moduleOf({ clone, session }, path) : bytesOf(clone, `${path}/.git`).toString();
  const called = `${isLink ? "submodule" : "repository"} ${decodeGitPath(path)}`;
  const workTree = bytesOf(clone, path).toString();
  return gitDir === undefined ? undefined : { path, called, gitDir, workTree, isInClone: true, isLink };
}

const placeAtHome = ({ path, ...where }: HomeRepository): InnerRepositoryPlace => ({
  path,
  called: `repository ~/${decodeGitPath(path)}`,
  isInClone: false,
  isLink: false,
  ...where,
});

const placeOfModule = ({ name, gitDir }: Module): InnerRepositoryPlace => ({
  path: name,
  called: `submodule ${decodeGitPath(name)}`,
  gitDir,
  isInClone: false,
  isLink: true,
});

/** A submodule's own git directory: for real in the session's folder. */
function moduleOf({ clone, session }: Pick<Search, "clone" | "session">, path: string): string | undefined {
  const text = readRegularText(bytesOf(clone, `${path}/.git`), { most: MAX_POINTER_BYTES, within: clone }, () => "");
  const target = GIT_DIR_POINTER.exec(text)?.groups?.path;
  const real = target === undefined ? undefined : realFolder(resolve(bytesOf(clone, path).toString(), target));
  return real?.startsWith(`${realFolder(session)}/`) ? real : undefined;
}

function realFolder(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
