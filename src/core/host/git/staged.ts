import type { NamedCommit } from "./clone-refs.ts";
import type { CloneState, Head } from "./clone-state.ts";
import { commitTree } from "./commit.ts";
import { Git } from "./git.ts";
import { fetchInto, type Import, makeCarrier } from "./import-commits.ts";
import { notesOf, type StagedFile } from "./index-file.ts";
import { RepositoryFiles } from "./repository-files.ts";

const INDEX = "index";
const FILE = /^(?:100644|100755|120000)$/;

/** An index of a clone, and the commit that its work tree is at. */
export interface Index {
  /** Within .git. */
  readonly path: string;
  readonly tip: string;
  readonly from: string;
  readonly name: string;
}

/** The clone's own, and those of its other work trees, wherever these stand: their indexes stand in the clone. */
export function indexesOf(
  { head, workTrees }: CloneState,
  tipOf: (head: Head | undefined) => string,
  known: readonly { readonly id: string; readonly called: string }[],
): readonly Index[] {
  const own = { path: INDEX, tip: tipOf(head), from: "what was staged", name: "staged" };
  const others = workTrees.map((tree) => {
    const called = known.find(({ id }) => id === tree.id)?.called ?? tree.folder;
    const from = `what was staged in work tree ${called}`;
    return { path: `worktrees/${tree.id}/${INDEX}`, tip: tipOf(tree.head), from, name: `staged-${tree.id}` };
  });
  return [own, ...others];
}

/**
 * Imports files that were staged and then changed or removed again, which stand in an index alone: each index becomes a
 * commit in the hub. Called after the files and commits have come there, so that what the hub lacks is nowhere else.
 */
export async function importStaged(
  place: Import,
  indexes: readonly Index[],
  env: Record<string, string>,
): Promise<readonly NamedCommit[]> {
  const alone = await stagedAlone(place, indexes);
  if (alone.every(({ entries }) => entries.length === 0)) return [];
  const carrier = await makeCarrier(place);
  const whole = await blobsIn(carrier, alone);
  const made: NamedCommit[] = [];
  for (const { path, tip, from, name, entries } of alone) {
    const present = entries.filter(({ id }) => whole.has(id));
    if (present.length === 0) continue;
    const scratch = `${carrier.place.gitDir}/index-of-${path.replaceAll("/", "-")}`;
    const git = new Git({ ...carrier.place, index: scratch });
    made.push({ id: await commitOf(git, { tip, entries: present, text: `Hold ${from}` }, env), from, name });
  }
  await fetchInto(
    place,
    carrier,
    made.map(({ id }) => id),
  );
  return made;
}

/** Staged files of each index that the hub does not have; those that came in packs are left out where `isLooseOnly`. */
export async function stagedAlone<T extends Pick<Index, "path">>(
  { gitDir, hub, config }: Pick<Import, "gitDir" | "hub" | "config">,
  indexes: readonly T[],
  isLooseOnly = false,
): Promise<readonly (T & { readonly entries: readonly StagedFile[] })[]> {
  const files = new RepositoryFiles(gitDir);
  const isOwn = ownObjects(files, isLooseOnly);
  const staged = indexes.map((index) => ({ ...index, entries: entriesOf(files, index.path).filter(isOwn) }));
  const there = await blobsIn(new Git({ gitDir: hub, config }), staged);
  return staged.map((index) => ({ ...index, entries: index.entries.filter(({ id }) => !there.has(id)) }));
}

const entriesOf = (files: RepositoryFiles, path: string): readonly StagedFile[] =>
  notesOf(files, path)?.staged.filter(({ mode }) => FILE.test(mode)) ?? [];

/**
 * True when a file's content is the clone's own; borrowed content is in the hub already. Content in packs cannot be
 * told by its name: with packs it is always true, unless loose objects alone are asked for.
 */
function ownObjects(files: RepositoryFiles, isLooseOnly: boolean): (file: StagedFile) => boolean {
  if (!isLooseOnly && files.list("objects/pack").some(({ name }) => name.endsWith(".pack"))) return () => true;
  const folders = new Map<string, ReadonlySet<string>>();
  return ({ id }) => {
    const folder = id.slice(0, 2);
    const names = folders.get(folder) ?? new Set(files.list(`objects/${folder}`).map(({ name }) => name));
    folders.set(folder, names);
    return names.has(id.slice(2));
  };
}

async function blobsIn(
  git: Git,
  indexes: readonly { readonly entries: readonly StagedFile[] }[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(indexes.flatMap(({ entries }) => entries.map(({ id }) => id)));
  if (ids.size === 0) return ids;
  const input = [...ids].map((id) => `${id}\n`).join("");
  const printed = (await git.catFile(["--batch-check"], { input })).toString("latin1");
  return new Set(
    printed.split("\n").flatMap((line) => (line.split(" ")[1] === "blob" ? [line.split(" ")[0] ?? ""] : [])),
  );
}

async function commitOf(
  git: Git,
  { tip, entries, text }: { readonly tip: string; readonly entries: readonly StagedFile[]; readonly text: string },
  env: Record<string, string>,
): Promise<string> {
  await git.run(["read-tree", tip]);
  await stageAll(git, entries);
  const taken = new Set((await git.bytes(["ls-files", "-z"])).toString("latin1").split("\0"));
  const refused = entries.filter(({ path }) => !taken.has(path));
  // Content counts, whatever it was called.
  await stageAll(
    git,
    refused.map((entry) => ({ ...entry, path: `name-refused-by-git/${entry.id}` })),
  );
  return commitTree(git, await git.line(["write-tree"]), { parents: [tip], text, env });
}

async function stageAll(git: Git, entries: readonly StagedFile[]): Promise<void> {
  if (entries.length === 0) return;
  const lines = entries.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join("");
  await git.run(["update-index", "--add", "--replace", "-z", "--index-info"], { input: Buffer.from(lines, "latin1") });
}
