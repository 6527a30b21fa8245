import { constants } from "node:fs";
import { copyFile, mkdir, open, readlink, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMIT } from "./clone-refs.ts";
import { bytesOf } from "./files.ts";
import { Git } from "./git.ts";
import { RepositoryFiles } from "./repository-files.ts";

/** Repository that commits come from, and places they come to. */
export interface Import {
  readonly hub: string;
  readonly config: string;
  /** A folder of ours, which nothing stands in yet. */
  readonly carrier: string;
  /** A git directory of an agent's. */
  readonly gitDir: string;
  /** In the hub: each commit gets a ref below it, in its own name. */
  readonly refs: string;
}

/** Result of an import. */
export interface Imported {
  /** Whole commits, by the id they were asked for with: the commit itself, or the one that a tag of that id is of. */
  readonly commits: ReadonlyMap<string, string>;
  /** Commits that are not whole: their history or files are neither in the repository nor in the hub. */
  readonly broken: readonly string[];
  /** Words of git's check of every object on some of those: they exist, and git refuses them. */
  readonly refused: ReadonlyMap<string, string>;
}

const LOOSE = /^[0-9a-f]{2}$/;
const LOOSE_NAME = /^[0-9a-f]{38}(?:[0-9a-f]{24})?$/;
const PACK = /^(?<name>.+)\.pack$/;
const ANY = /./;
/** "error: object 1234abc: hasDotgit: contains '.git'" */
const REFUSED = /object [0-9a-f]{40,64}: (?<said>[A-Za-z]+: .+)$/m;
const MOST_OBJECTS = 1_000_000;
const IMPORTS_AT_ONCE = 16;

/**
 * Brings commits into the hub by way of a repository of ours: it has copies of the objects that stand as plain files in
 * the agent's, and borrows from the hub alone. Whatever else the agent's borrows from, or links to, is not read; and a
 * commit that needs it is not whole. Git checks every object on the way.
 */
export async function importCommits(place: Import, ids: readonly string[]): Promise<Imported> {
  if (ids.length === 0) return { commits: new Map(), broken: [], refused: new Map() };
  const carrier = await makeCarrier(place);
  const commits = await commitsAmong(carrier, ids);
  const wanted = [...new Set(commits.values())];
  const errors = new Map<string, Error>();
  await fetchInto(place, carrier, wanted).catch(async () => {
    for (const commit of wanted)
      await fetchInto(place, carrier, [commit]).catch((error: Error) => errors.set(commit, error));
  });
  const refused = new Map<string, string>();
  for (const [id, commit] of commits) {
    const error = errors.get(commit);
    const said = REFUSED.exec(error?.message ?? "")?.groups?.said;
    if (error) commits.delete(id);
    if (said !== undefined) refused.set(id, said);
  }
  return { commits, broken: ids.filter((id) => !commits.has(id)), refused };
}

/** A repository of ours with copies of the agent's objects, which borrows from the hub. */
export async function makeCarrier({ hub, config, carrier, gitDir }: Import): Promise<Git> {
  await mkdir(join(carrier, "objects", "info"), { recursive: true, mode: 0o700 });
  await mkdir(join(carrier, "objects", "pack"));
  await mkdir(join(carrier, "refs"));
  await writeFile(join(carrier, "HEAD"), "ref: refs/heads/none\n");
  await writeFile(join(carrier, "config"), "[core]\n\trepositoryFormatVersion = 0\n\tbare = true\n");
  await writeFile(join(carrier, "objects", "info", "alternates"), `${join(hub, "objects")}\n`);
  await copyObjects(new RepositoryFiles(gitDir), { gitDir, carrier });
  return new Git({ gitDir: carrier, config });
}

/** Ids of the objects that stand as files of their own. */
export function looseObjects(files: RepositoryFiles): readonly string[] {
  const folders = files.list("objects").filter((entry) => entry.isDirectory() && LOOSE.test(entry.name));
  return folders.flatMap(({ name: folder }) =>
    matchingFiles(files, `objects/${folder}`, LOOSE_NAME).map((name) => `${folder}${name}`),
  );
}

async function copyObjects(
  files: RepositoryFiles,
  { gitDir, carrier }: Pick<Import, "gitDir" | "carrier">,
): Promise<void> {
  const folders = files.list("objects").filter((entry) => entry.isDirectory() && LOOSE.test(entry.name));
  const loose = folders.flatMap(({ name: folder }) =>
    matchingFiles(files, `objects/${folder}`, LOOSE_NAME).map((name) => `objects/${folder}/${name}`),
  );
  const packs = packsIn(files).map((name) => `objects/pack/${name}`);
  const paths = [...packs, ...loose].slice(0, MOST_OBJECTS);
  await Promise.all(folders.map(({ name }) => mkdir(join(carrier, "objects", name))));
  const root = await realpath(gitDir);
  const left = paths[Symbol.iterator]();
  const copyRest = async () => {
    for (const path of left) await copyPlain(root, path, join(carrier, path));
  };
  await Promise.all(Array.from({ length: IMPORTS_AT_ONCE }, copyRest));
}

const matchingFiles = (files: RepositoryFiles, folder: string, pattern: RegExp) =>
  files.list(folder).flatMap((entry) => (entry.isFile() && pattern.test(entry.name) ? [entry.name] : []));

/** Packs by any name: git's maintenance has names of its own. Without its index nothing in one can be found. */
function packsIn(files: RepositoryFiles): readonly string[] {
  const names = new Set(matchingFiles(files, "objects/pack", ANY));
  return [...names].flatMap((name) => {
    const index = `${PACK.exec(name)?.groups?.name}.idx`;
    return names.has(index) ? [name, index] : [];
  });
}

/** Copies a file by its descriptor: the file that is checked is the one that is copied. */
async function copyPlain(root: string, path: string, to: string): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(bytesOf(root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined);
  if (!file) return;
  try {
    const here = `/proc/self/fd/${file.fd}`;
    const isIts = (await readlink(here)) === `${root}/${path}` && (await file.stat()).isFile();
    if (isIts) await copyFile(here, to, constants.COPYFILE_FICLONE);
  } finally {
    await file.close();
  }
}

/** Those that are commits, or tags of commits, by the name they were asked for. */
async function commitsAmong(carrier: Git, ids: readonly string[]): Promise<Map<string, string>> {
  const input = ids.map((id) => `${id}^{commit}\n`).join("");
  const printed = await carrier.catFile(["--batch-check=%(objectname)"], { input }).catch(() => undefined);
  if (!printed) return singly(carrier, ids);
  const lines = printed.toString("latin1").trimEnd().split("\n");
  return new Map(ids.flatMap((id, at) => (COMMIT.test(lines[at] ?? "") ? [[id, lines[at] ?? ""] as const] : [])));
}

/** One that is damaged ends the answer for all that come after it. */
async function singly(carrier: Git, ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const id of ids) {
    const commit = await carrier.line(["rev-parse", "--verify", "--quiet", `${id}^{commit}`]).catch(() => "");
    if (COMMIT.test(commit)) found.set(id, commit);
  }
  return found;
}

/** Brings commits from a carrier into the hub, whole. */
export async function fetchInto(
  { hub, config, refs }: Import,
  carrier: Git,
  commits: readonly string[],
): Promise<void> {
  const { gitDir } = carrier.place;
  const lines = commits.map((commit) => `${commit} refs/tips/${commit}\n`);
  await writeFile(join(gitDir, "packed-refs"), lines.join(""));
  const spec = `+refs/tips/*:${refs}/*`;
  await new Git({ gitDir: hub, config }).run(["fetch", "--no-tags", "--no-write-fetch-head", "--", gitDir, spec]);
}
