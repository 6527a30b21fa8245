import { join } from "node:path";
import { importBeside } from "./beside-files.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { strayed } from "./collect-reasons.ts";
import { Git } from "./git.ts";
import { gitlinks } from "./gitlinks.ts";
import { type Import, importCommits, looseObjects } from "./import-commits.ts";
import { asFiles, couldNotBeTaken, type Gathering, type InnerMade } from "./inner-gathering.ts";
import type { Inner } from "./inner-repositories.ts";
import { type WorkTrees, workTreesOf } from "./linked-work-trees.ts";
import { RepositoryFiles } from "./repository-files.ts";
import { stagedAlone } from "./staged.ts";

/** Brings commits and files into the hub that are in no other repository than those. */
export async function collectInner(of: Gathering, inner: readonly Inner[]): Promise<InnerMade> {
  const links =
    inner.length === 0
      ? new Map<string, string>()
      : await gitlinks(new Git({ gitDir: of.hub, config: of.config }), of.base);
  const gathered = new InnerCollector(of, links);
  await gathered.takeAll(inner);
  const { commits, files, missing, unlinked } = gathered;
  const named = inner.flatMap((one) => one.named).filter(({ id }) => commits.has(id));
  const known = [...inner.flatMap((one) => one.elsewhere), ...links.values()];
  return { commits, named, files, elsewhere: known.flatMap((id) => commits.get(id) ?? []), links, missing, unlinked };
}

/** One whose commits have come into the hub. */
interface Begun {
  readonly one: Inner;
  /** Commits that it names and no other repository is known to have. */
  readonly own: readonly string[];
  readonly trees: WorkTrees;
  /** A repository of ours with its objects. */
  readonly carrier: string;
}

class InnerCollector {
  /** By the id that their repository names them with. */
  readonly commits = new Map<string, string>();
  readonly files: NamedCommit[] = [];
  readonly missing: string[] = [];
  readonly unlinked: string[] = [];
  private readonly of: Gathering;
  private readonly links: ReadonlyMap<string, string>;
  private readonly linked: ReadonlySet<string>;

  constructor(of: Gathering, links: ReadonlyMap<string, string>) {
    this.of = of;
    this.links = links;
    this.linked = new Set(links.values());
  }

  /**
   * Commits that one repository has borrowed from another come with the other: they are looked for again after all
   * repositories were looked at.
   */
  async takeAll(inner: readonly Inner[]): Promise<void> {
    const begun: Begun[] = [];
    for (const [at, one] of inner.entries()) begun.push(...(await this.begin(one, at)));
    for (const [at, { one, own }] of begun.entries())
      if (own.some((id) => !this.commits.has(id)))
        await this.import(one, this.placeOf(one, `inner-again-${at}.git`), own);
    for (const [at, each] of begun.entries()) await this.finish(each, at);
  }

  private async begin(one: Inner, at: number): Promise<readonly Begun[]> {
    const trees = this.treesOf(one);
    const own = one.named.map(({ id }) => id).filter((id) => !this.linked.has(id) && !this.of.known.has(id));
    const place = this.placeOf(one, `inner-${at}.git`);
    const isMore = trees.readable.length > 0 || this.takesFiles(one, own) || (await this.holdsMore(one, place));
    for (const { path, reason } of one.state.unread)
      this.missing.push(`${path} of ${one.called} was not read: ${reason}`);
    if (one.isInClone && one.isLink && !this.links.has(one.path)) this.unlinked.push(asFiles(one.called));
    this.unlinked.push(...one.state.open.map((sentence) => `${sentence} (${one.called})`));
    if (own.length === 0 && !isMore) return [];
    await this.import(one, place, [...own, ...headsOf(one)]);
    return [{ one, own, trees, carrier: place.carrier }];
  }

  private async finish({ one, own, trees, carrier }: Begun, at: number): Promise<void> {
    if (own.some((id) => !this.commits.has(id))) this.missing.push(couldNotBeTaken(one));
    if (this.takesFiles(one, own)) await this.takeFiles(one);
    await this.takeTrees(one, trees);
    await this.takeBeside(one, trees, { place: this.placeOf(one, `inner-staged-${at}.git`), carrier });
  }

  /** Of what is part of the clone's own files, these have them. */
  private takesFiles(one: Inner, own: readonly string[]): boolean {
    if (!one.isWritten) return false;
    return one.isCopy || this.links.has(one.path) || (!one.isInClone && own.length > 0);
  }

  /** Something in its git directory that may be in no commit: what came in packs was fetched, not staged. */
  private async holdsMore({ gitDir, state, elsewhere }: Inner, place: Import): Promise<boolean> {
    const files = new RepositoryFiles(gitDir);
    if (isAlone({ elsewhere }) && looseObjects(files).length > 0) return true;
    if (["lfs/objects", "rebase-apply"].some((path) => files.has(path))) return true;
    const commit = state.head?.commit;
    const isFetched = commit !== undefined && (this.linked.has(commit) || elsewhere.includes(commit));
    const indexes = [{ path: "index" }, ...state.workTrees.map(({ id }) => ({ path: `worktrees/${id}/index` }))];
    return (await stagedAlone(place, indexes, isFetched)).some(({ entries }) => entries.length > 0);
  }

  private async import(one: Inner, place: Import, ids: readonly string[]): Promise<void> {
    const all = [...new Set([...ids, ...one.elsewhere])];
    const imported = await importCommits(place, all);
    for (const [id, commit] of imported.commits) this.commits.set(id, commit);
  }

  private placeOf({ gitDir }: Inner, carrier: string): Import {
    const { hub, config, scratch, refs } = this.of;
    return { hub, config, refs, gitDir, carrier: join(scratch, carrier) };
  }

  /** Those in the clone are among its own files. */
  private treesOf({ state }: Inner): WorkTrees {
    const { clone, session } = this.of;
    const { readable, beyond } = workTreesOf(state, { clone, folder: session, inner: [], links: [] });
    return { readable: readable.filter(({ folder }) => !folder.startsWith(`${clone}/`)), beyond };
  }

  private tipOf(commit: string | undefined): string {
    return this.commits.get(commit ?? "") ?? this.of.known.get(commit ?? "") ?? this.of.base;
  }

  private async takeFiles({ path, called, workTree = "", isInClone, head }: Inner): Promise<void> {
    const tip = this.tipOf(head);
    const id = await this.of.snapshot({ workTree, tip, ...(isInClone && { inClone: path }) });
    if (id !== tip) this.files.push({ id, from: called, name: path });
  }

  private async takeTrees({ called }: Inner, { readable, beyond }: WorkTrees): Promise<void> {
    for (const tree of readable) {
      const tip = this.tipOf(tree.head?.commit);
      const id = await this.of.snapshot({ workTree: tree.folder, tip });
      if (id !== tip) this.files.push({ id, from: `work tree ${tree.called} of ${called}`, name: tree.name });
    }
    this.unlinked.push(...beyond.map(({ folder }) => `${strayed(folder)} (${called})`));
  }

  /** Tags of one that was fetched are its remotes'. */
  private async takeBeside(
    one: Inner,
    trees: WorkTrees,
    { place, carrier }: { readonly place: Import; readonly carrier: string },
  ): Promise<void> {
    const { held, missing } = await importBeside({
      place,
      state: one.state,
      trees: trees.readable,
      tipOf: (head) => this.tipOf(head?.commit),
      holding: this.of,
      published: [this.of.base, ...[...one.elsewhere, ...this.linked].flatMap((id) => this.commits.get(id) ?? [])],
      work: this.of.work,
      ...(isAlone(one) && { tags: { carrier }, reached: [...this.of.known.values(), ...this.commits.values()] }),
    });
    const from = (words: string) => `${one.called} (${words})`;
    this.files.push(...held.map((each) => ({ ...each, from: from(each.from), name: `${one.path}-${each.name}` })));
    this.missing.push(...missing.map((sentence) => `${one.called}: ${sentence}`));
  }
}

/** Nothing of it came from a repository that stays: what nothing names in it is the session's, too. */
const isAlone = ({ elsewhere }: Pick<Inner, "elsewhere">) => elsewhere.length === 0;

const headsOf = ({ state }: Inner): readonly string[] =>
  [state.head, ...state.workTrees.map(({ head }) => head)].flatMap((head) => head?.commit ?? []);
