import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CommitMessage } from "../../contracts/host.ts";
import { importBeside } from "./beside-files.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { type CloneState, readClone, skippedIn } from "./clone-state.ts";
import { astrayLink, collectInner, type InnerMade } from "./collect-inner.ts";
import {
  inLfs,
  nameRefused,
  notOwn,
  notTaken,
  strayed,
  unfinished,
  unreadable,
  unresolved,
} from "./collect-reasons.ts";
import type { Collecting, Collection } from "./collection.ts";
import { identity } from "./commit.ts";
import { conflictMarks } from "./conflict-marks.ts";
import { textOf } from "./files.ts";
import { Git } from "./git.ts";
import { gitlinks } from "./gitlinks.ts";
import { handedOver } from "./handing-over.ts";
import { besides, ignoredAmong, strayIn } from "./ignored.ts";
import { type Import, importCommits } from "./import-commits.ts";
import { type Inner, innerRepositories } from "./inner-repositories.ts";
import { type Keeper, keepFound } from "./keep-found.ts";
import { namesOf } from "./kept-tips.ts";
import { declaresLfs } from "./lfs.ts";
import { type ReadableTree, workTreesOf } from "./linked-work-trees.ts";
import { heldAs } from "./not-in-hub.ts";
import { oddGit } from "./odd-git.ts";
import { type Snapshooting, type Snapshot, snapshotOf } from "./snapshot.ts";
import { startOf } from "./start.ts";
import { importTagged } from "./tagged.ts";
import { type TreeNotes, walkTree } from "./tree-walk.ts";
import { workRefs } from "./work-refs.ts";

/**
 * Brings what a clone holds into the hub, without ever running git in a repository an agent could write to: what its refs
 * and logs say is read as text, its objects are copied, its files are hashed one by one.
 */
export async function collect(from: Collecting, base: string, message: CommitMessage): Promise<Collection> {
  const scratch = join(from.folder, "scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  return new Collector(from, base, message).collect();
}

/** Commits by what the clone calls them. */
type Commits = ReadonlyMap<string, string>;

/** What there is to know about a work tree before its files are read. */
type About = Pick<Snapshooting, "leave" | "lfs" | "skipped">;

class Collector {
  private readonly from: Collecting;
  private readonly base: string;
  private readonly message: CommitMessage;
  private readonly clone: string;
  private readonly session: string;
  private readonly hub: Git;
  private readonly unkept: string[] = [];
  private readonly missing: string[] = [];

  constructor(from: Collecting, base: string, message: CommitMessage) {
    this.from = from;
    this.base = base;
    this.message = message;
    this.clone = join(from.folder, "clone");
    this.session = basename(from.folder);
    this.hub = new Git({ gitDir: from.hub, config: from.config });
  }

  async collect(): Promise<Collection> {
    const notes = await walkTree(this.clone, await handedOver(this.from.folder));
    const state = readClone(this.clone);
    const places = { clone: this.clone, folder: this.from.folder };
    const { readable, beyond } = workTreesOf(state, notes.inner, places);
    const commits: Commits = state ? await this.import(state) : new Map();
    if (!state) this.missing.push(...notOwn(this.clone));
    const start = await startOf(this.hub, state, { commits, base: this.base });
    const linked = readable.flatMap(({ inClone }) => inClone ?? []);
    const found = innerRepositories(notes, { clone: this.clone, base: this.base, leave: linked });
    const leave = [...linked, ...found.filter(({ isCopy }) => isCopy).map(({ path }) => path), ...this.unread(notes)];
    const lfs = declaresLfs(this.clone, notes.attributes) ? await this.known() : undefined;
    const about = { leave, lfs, skipped: skippedIn(this.clone, "index") };
    const snapshot = await this.snapshot(this.clone, start.commit, about);
    const beside = await this.beside(state, commits, { trees: readable, work: snapshot.commit });
    const trees = [...(await this.snapshots(readable, commits)), ...beside];
    const inner = await this.inner(found);
    this.unkept.push(...beyond.map(({ folder }) => strayed(folder)));
    const kept = await keepFound(this.place, {
      work: snapshot.commit,
      trees: [...trees, ...inner.files],
      named: [...(state?.named ?? []), ...inner.named],
      commits: new Map([...commits, ...inner.commits]),
      elsewhere: inner.elsewhere,
    });
    await this.noteIgnored(snapshot, notes);
    this.noteOddGit(notes);
    const refusal =
      start.refusal ??
      unfinished(state) ??
      unresolved(await conflictMarks(this.hub, this.base, snapshot.commit)) ??
      (await astrayLink(this.hub, snapshot.commit, inner)) ??
      (await inLfs(snapshot, lfs));
    const work = (await this.hub.asks(["merge-base", "--is-ancestor", snapshot.commit, this.base]))
      ? {}
      : { work: snapshot.commit };
    const held = heldAs(work, kept);
    const left = { missing: this.missing, base: this.base, known: [this.base, ...commits.keys()], held };
    return { ...work, ...(refusal && { refusal }), kept, unkept: this.unkept, left };
  }

  private async import({ head, named, unread }: CloneState): Promise<Commits> {
    const ids = new Set([...(head?.commit === undefined ? [] : [head.commit]), ...named.map(({ id }) => id)]);
    ids.delete(this.base);
    const place = this.placeOf("carrier.git");
    const { commits, broken, refused } = await importCommits(place, [...ids]);
    const tagged = await importTagged(place, broken, { base: this.base, env: this.identity("Tagged") });
    const names = namesOf(named, new Map());
    for (const id of broken)
      if (!tagged.has(id)) this.miss(notTaken(names.get(id)?.from ?? "HEAD", id, refused.get(id)));
    for (const { path, reason } of unread) this.miss(`.git/${path} was not read: ${reason}`);
    return new Map([[this.base, this.base], ...commits, ...tagged]);
  }

  private placeOf(carrier: string): Import {
    const { hub, config, folder } = this.from;
    const refs = workRefs(this.session);
    return { hub, config, carrier: join(folder, "scratch", carrier), gitDir: join(this.clone, ".git"), refs };
  }

  private identity(text: string): Record<string, string> {
    return identity({ ...this.message, text }, this.from.who);
  }

  /** What keeps its clone where it is. */
  private unread({ unread }: TreeNotes): readonly string[] {
    for (const [path, reason] of unread) this.miss(unreadable(path, reason));
    return [...unread.keys()];
  }

  private get broughtIn(): readonly string[] {
    return this.from.exclude.map((path) => path.replace(/\/+$/, ""));
  }

  private get place(): Keeper {
    const { hub, from, base, session, message } = this;
    return { hub, from, base, session, author: message.author, env: this.identity("Hold") };
  }

  private miss(sentence: string): void {
    this.unkept.push(sentence);
    this.missing.push(sentence);
  }

  private async snapshot(workTree: string, tip: string, about: About = { leave: [] }): Promise<Snapshot> {
    const { hub, config, folder, exclude, who } = this.from;
    const { base, message } = this;
    const place = { hub, config, exclude, who, base, message, scratch: join(folder, "scratch") };
    const made = await snapshotOf({ ...place, ...about, workTree, tip });
    for (const path of made.refused) this.miss(nameRefused(path));
    return made;
  }

  /** What was not committed in other work trees. */
  private async snapshots(trees: readonly ReadableTree[], commits: Commits): Promise<readonly NamedCommit[]> {
    const made: NamedCommit[] = [];
    for (const { id, folder, called, inClone, head, name } of trees) {
      const leave = inClone === undefined ? this.unread(await walkTree(folder)) : [];
      const tip = commits.get(head?.commit ?? "") ?? this.base;
      const skipped = skippedIn(this.clone, `worktrees/${id}/index`);
      const { commit } = await this.snapshot(folder, tip, { leave, skipped });
      if (commit !== tip) made.push({ id: commit, from: `work tree ${called}`, name });
    }
    return made;
  }

  /** What stands in .git alone. */
  private async beside(
    state: CloneState | undefined,
    commits: Commits,
    { trees, work }: { readonly trees: readonly ReadableTree[]; readonly work: string },
  ): Promise<readonly NamedCommit[]> {
    if (!state) return [];
    const { held, missing } = await importBeside({
      place: this.placeOf("staged.git"),
      state,
      trees,
      tipOf: (head) => commits.get(head?.commit ?? "") ?? this.base,
      holding: { base: this.base, env: this.identity("Staged"), scratch: join(this.from.folder, "scratch") },
      published: [await this.known()],
      work,
    });
    for (const sentence of missing) this.miss(sentence);
    return held;
  }

  /** What was on the branch when the session began, as far as it is known: without what it took over from another. */
  private async known(): Promise<string> {
    return this.hub.line(["merge-base", this.base, this.from.upstream]).catch(() => this.base);
  }

  /** Written by the agent, and neither in the work nor brought in: what is there only because git ignores it. */
  private async noteIgnored({ git, paths, commit }: Snapshot, { written, inner }: TreeNotes): Promise<void> {
    const elsewhere = [...this.broughtIn, ...inner.map(({ path }) => path)];
    const links = [...(await gitlinks(git, commit)).keys()];
    for (const sentence of strayIn(links, besides(written, paths, elsewhere))) this.miss(sentence);
    this.unkept.push(...(await ignoredAmong(git, besides(written, paths, [...elsewhere, ...links]))));
  }

  private noteOddGit({ inner, written }: TreeNotes): void {
    const paths = oddGit(this.clone, inner, besides(written, [], this.broughtIn));
    for (const path of paths) this.miss(nameRefused(path));
  }

  /** What is in repositories inside the clone alone. */
  private async inner(found: readonly Inner[]): Promise<InnerMade> {
    const { hub, config, folder } = this.from;
    const place = { hub, config, scratch: join(folder, "scratch"), refs: workRefs(this.session) };
    const made = await collectInner({ ...place, clone: this.clone, base: this.base }, found, async (path, tip) => {
      return (await this.snapshot(join(this.clone, textOf(path)), tip)).commit;
    });
    for (const sentence of made.missing) this.miss(sentence);
    this.unkept.push(...made.unlinked);
    return made;
  }
}
