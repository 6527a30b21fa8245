import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CommitMessage, WorkRefusal } from "../../contracts/workspace.ts";
import { astrayLink } from "./astray-link.ts";
import { importBeside } from "./beside-files.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { type CloneState, readClone, skippedIn } from "./clone-state.ts";
import { collectInner } from "./collect-inner.ts";
import { inLfs, notOwn, notTaken, partlyUnknown, strayed, unfinished, unresolved } from "./collect-reasons.ts";
import type { Collecting, Collection } from "./collection.ts";
import { identity } from "./commit.ts";
import { conflictMarks } from "./conflict-marks.ts";
import { withEarlier } from "./earlier-looks.ts";
import { Findings } from "./findings.ts";
import { Git } from "./git.ts";
import { type AtHome, homeRepositories } from "./home-repositories.ts";
import { type Import, importCommits } from "./import-commits.ts";
import type { InnerMade } from "./inner-gathering.ts";
import { type Inner, type InnerFound, innerRepositories } from "./inner-repositories.ts";
import { type Keeper, keepFound } from "./keep-found.ts";
import { namesOf } from "./kept-tips.ts";
import { declaresLfs } from "./lfs.ts";
import { type ReadableTree, workTreesOf } from "./linked-work-trees.ts";
import { heldAs } from "./not-in-hub.ts";
import { setElsewhere, setWorkTreeOf } from "./set-work-tree.ts";
import type { Snapshot } from "./snapshot.ts";
import { startOf } from "./start.ts";
import { importTagged } from "./tagged.ts";
import { TreeReader } from "./tree-reader.ts";
import type { TreeNotes } from "./tree-walk.ts";
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

/** Commits by the id that the clone names them with. */
type Commits = ReadonlyMap<string, string>;

class Collector {
  private readonly from: Collecting;
  private readonly base: string;
  private readonly message: CommitMessage;
  private readonly clone: string;
  private readonly session: string;
  private readonly hub: Git;
  private readonly findings = new Findings();
  private readonly trees: TreeReader;

  constructor(from: Collecting, base: string, message: CommitMessage) {
    this.from = from;
    this.base = base;
    this.message = message;
    this.clone = join(from.folder, "clone");
    this.session = basename(from.folder);
    this.hub = new Git({ gitDir: from.hub, config: from.config });
    this.trees = new TreeReader({ ...from, base, message }, this.findings);
  }

  async collect(): Promise<Collection> {
    const notes = await this.trees.look();
    const state = readClone(this.clone);
    const atHome = homeRepositories(this.from.folder);
    const places = { clone: this.clone, folder: this.from.folder, inner: notes.inner, links: atHome.links };
    const { readable, beyond } = workTreesOf(state, places);
    const set = await setWorkTreeOf(this.hub, places, state);
    const commits: Commits = state ? await this.import(state) : new Map();
    if (!state) this.findings.missing.push(...notOwn(this.clone));
    const start = await startOf(this.hub, state, { commits, base: this.base });
    const linked = readable.flatMap(({ inClone }) => inClone ?? []);
    const { inner, left, missing: unnamed } = await this.besides(notes, { leave: linked, atHome, state });
    const lfs = declaresLfs(this.clone, notes.attributes) ? await this.known() : undefined;
    const leave = [...linked, ...inner.filter(({ isCopy, isInClone }) => isCopy && isInClone).map(({ path }) => path)];
    const about = { leave: [...leave, ...notes.unread.keys()], lfs, skipped: skippedIn(this.clone, "index") };
    const snapshot = await this.trees.snapshot(this.clone, start.commit, about);
    const work = snapshot.commit;
    const trees = await this.trees.snapshots([...readable, ...(set?.readable ?? [])], commits);
    const beside = await this.beside(state, commits, { trees: readable, work });
    const made = await this.inner(inner, commits, work);
    this.findings.miss(...unnamed);
    const astray = [...beyond, ...(set?.isBeyond ? [set] : [])];
    this.findings.say(...left, ...astray.map(({ folder }) => strayed(folder)));
    const all = await withEarlier(this.from.hub, this.session, {
      base: this.base,
      named: [...(state?.named ?? []), ...made.named],
      commits: new Map([...commits, ...made.commits]),
    });
    const kept = await keepFound(this.place, { ...made, ...all, work, trees: [...trees, ...beside, ...made.files] });
    await this.trees.noteIgnored(snapshot);
    await this.trees.noteInside(snapshot, inner);
    const refusal = start.refusal ?? setElsewhere(set) ?? unfinished(state) ?? (await this.unfit(snapshot, made, lfs));
    const { unkept, missing } = this.findings;
    const published = await this.published(work);
    const known = [this.base, ...commits.keys()];
    const stays = { missing, base: this.base, known, held: heldAs(published, kept) };
    return { ...published, ...(refusal && { refusal }), kept, unkept, left: stays };
  }

  /** Nothing where it brings nothing new. */
  private async published(work: string): Promise<{ readonly work?: string }> {
    return (await this.hub.asks(["merge-base", "--is-ancestor", work, this.base])) ? {} : { work };
  }

  /** Whole, and not to be published. */
  private async unfit(snapshot: Snapshot, made: InnerMade, lfs: string | undefined): Promise<WorkRefusal | undefined> {
    return (
      partlyUnknown(this.clone) ??
      unresolved(await conflictMarks(this.hub, this.base, snapshot.commit)) ??
      (await astrayLink(this.hub, snapshot.commit, made)) ??
      inLfs(snapshot, lfs)
    );
  }

  /** Repositories besides the clone itself. */
  private besides(
    notes: TreeNotes,
    { leave, atHome, state }: { leave: readonly string[]; atHome: AtHome; state: CloneState | undefined },
  ): Promise<InnerFound> {
    const { remote, folder: session } = this.from;
    const own = new Set([this.base, ...(state?.named ?? []).map(({ id }) => id)]);
    return innerRepositories(this.hub, notes, { clone: this.clone, session, own, remote, leave, atHome });
  }

  private async import({ head, named, unread }: CloneState): Promise<Commits> {
    const ids = new Set([...(head?.commit === undefined ? [] : [head.commit]), ...named.map(({ id }) => id)]);
    ids.delete(this.base);
    const place = this.placeOf("carrier.git");
    const { commits, broken, refused } = await importCommits(place, [...ids]);
    const tagged = await importTagged(place, broken, { base: this.base, env: this.identity("Tagged") });
    const names = namesOf(named, new Map());
    for (const id of broken)
      if (!tagged.has(id)) this.findings.miss(notTaken(names.get(id)?.from ?? "HEAD", id, refused.get(id)));
    for (const { path, reason } of unread) this.findings.miss(`.git/${path} was not read: ${reason}`);
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

  private get place(): Keeper {
    const { hub, from, base, session, message } = this;
    return { hub, from, base, session, author: message.author, env: this.identity("Hold") };
  }

  /** Commits made of what stands in .git alone. */
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
      reached: [...new Set(commits.values())],
      tags: { carrier: this.placeOf("carrier.git").carrier, remote: this.from.remote },
    });
    this.findings.miss(...missing);
    return held;
  }

  /**
   * Commit of the branch that the session began with, as far as it is known: without commits taken over from another
   * branch.
   */
  private async known(): Promise<string> {
    return this.hub.line(["merge-base", this.base, this.from.upstream]).catch(() => this.base);
  }

  /** Commits and files of other repositories that are the session's alone. */
  private async inner(found: readonly Inner[], known: Commits, work: string): Promise<InnerMade> {
    const { hub, config, folder } = this.from;
    const held = { hub, config, base: this.base, env: this.identity("Held"), scratch: join(folder, "scratch") };
    const place = { ...held, refs: workRefs(this.session), clone: this.clone, session: folder, known, work };
    const made = await collectInner({ ...place, snapshot: (files) => this.trees.snapshotBeside(files) }, found);
    this.findings.miss(...made.missing);
    this.findings.say(...made.unlinked);
    return made;
  }
}
