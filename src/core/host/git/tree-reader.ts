import { join } from "node:path";
import type { CommitMessage } from "../../contracts/workspace.ts";
import type { NamedCommit } from "./clone-refs.ts";
import { skippedIn } from "./clone-state.ts";
import { nameRefused, unreadable } from "./collect-reasons.ts";
import type { Collecting } from "./collection.ts";
import type { Findings } from "./findings.ts";
import { gitlinks } from "./gitlinks.ts";
import { handedOver } from "./handing-over.ts";
import { besides, ignoredAmong, strayIn } from "./ignored.ts";
import type { InnerFiles } from "./inner-gathering.ts";
import type { Inner } from "./inner-repositories.ts";
import type { ReadableTree } from "./linked-work-trees.ts";
import { oddGit } from "./odd-git.ts";
import { type Snapshooting, type Snapshot, snapshotOf } from "./snapshot.ts";
import { type TreeNotes, walkTree } from "./tree-walk.ts";
import { notesIn, type Taken, writtenInside } from "./written-inside.ts";

/** Session whose files are read, and the message of a commit of them. */
interface TreeReading extends Collecting {
  readonly base: string;
  readonly message: CommitMessage;
}

/** Facts about a work tree that are known before its files are read. */
type About = Pick<Snapshooting, "leave" | "lfs" | "skipped">;

const NO_PATHS: ReadonlySet<string> = new Set();

/** Reads the files of a session's work trees: each tree becomes a commit of its files; ignored ones are named. */
export class TreeReader {
  private readonly from: TreeReading;
  private readonly findings: Findings;
  private readonly clone: string;
  /** Work trees within the clone. */
  private readonly taken: Taken[] = [];
  private notes: TreeNotes = { inner: [], attributes: [], written: new Map(), unread: new Map() };

  constructor(from: TreeReading, findings: Findings) {
    this.from = from;
    this.findings = findings;
    this.clone = join(from.folder, "clone");
  }

  /** The clone's own, which comes first. */
  async look(): Promise<TreeNotes> {
    this.notes = await this.walk(this.clone);
    return this.notes;
  }

  /** Every file that is not ignored. */
  async snapshot(workTree: string, tip: string, about: About = { leave: [] }): Promise<Snapshot> {
    const { hub, config, folder, exclude, who, base, message } = this.from;
    const place = { hub, config, exclude, who, base, message, scratch: join(folder, "scratch") };
    const made = await snapshotOf({ ...place, ...about, workTree, tip });
    for (const path of made.refused) this.findings.miss(nameRefused(path));
    return made;
  }

  /** Commits of the uncommitted files in other work trees. */
  async snapshots(
    trees: readonly ReadableTree[],
    commits: ReadonlyMap<string, string>,
  ): Promise<readonly NamedCommit[]> {
    const made: NamedCommit[] = [];
    for (const { id, folder, called, inClone, head, name } of trees) {
      const tip = commits.get(head?.commit ?? "") ?? this.from.base;
      const skipped = skippedIn(this.clone, `worktrees/${id}/index`);
      const place = { workTree: folder, tip, ...(inClone !== undefined && { inClone }) };
      const commit = await this.snapshotBeside(place, skipped);
      if (commit !== tip) made.push({ id: commit, from: `work tree ${called}`, name });
    }
    return made;
  }

  /** Commit of another work tree than the clone's own; ignored files there are named. */
  async snapshotBeside({ workTree, inClone, tip }: InnerFiles, skipped = NO_PATHS): Promise<string> {
    const { written, unread } =
      inClone === undefined ? notesIn("", await this.walk(workTree)) : notesIn(inClone, this.notes);
    const snapshot = await this.snapshot(workTree, tip, { leave: [...unread.keys()], skipped });
    const { git, paths, commit } = snapshot;
    if (inClone !== undefined) this.taken.push({ at: inClone, snapshot });
    const where = inClone === undefined ? { beyond: workTree } : { inClone };
    this.findings.say(...(await ignoredAmong(git, besides(written, paths, []), where)));
    return commit;
  }

  /** Written by the agent, and neither in the work nor brought in: what is there only because git ignores it. */
  async noteIgnored({ git, paths, commit }: Snapshot): Promise<void> {
    const { written, inner } = this.notes;
    const elsewhere = [...this.addedPaths, ...inner.map(({ path }) => path)];
    const links = [...(await gitlinks(git, commit)).keys()];
    for (const sentence of strayIn(links, besides(written, paths, elsewhere))) this.findings.miss(sentence);
    this.findings.say(...(await ignoredAmong(git, besides(written, paths, [...elsewhere, ...links]))));
    for (const path of oddGit(this.clone, inner, besides(written, [], this.addedPaths)))
      this.findings.miss(nameRefused(path));
  }

  /** The same in repositories that stand in the clone. */
  async noteInside(snapshot: Snapshot, inner: readonly Inner[]): Promise<void> {
    const taken = [{ at: "", snapshot }, ...this.taken];
    const around = { clone: this.clone, scratch: join(this.from.folder, "scratch"), notes: this.notes, taken };
    this.findings.say(...(await writtenInside(around, inner)));
  }

  /** Every file that was written since the session was handed over, and what else there is to see. */
  private async walk(workTree: string): Promise<TreeNotes> {
    const notes = await walkTree(workTree, await handedOver(this.from.folder));
    for (const [path, reason] of notes.unread) this.findings.miss(unreadable(path, reason));
    return notes;
  }

  private get addedPaths(): readonly string[] {
    return this.from.exclude.map((path) => path.replace(/\/+$/, ""));
  }
}
