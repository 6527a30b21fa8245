import { dirname, join, resolve } from "node:path";
import type { CommitIdentity, TreeDefinition, WorkspaceDefinition } from "../../contracts/agent.ts";
import type { FileEdit, WorkspaceView } from "../../contracts/work.ts";
import type {
  Change,
  Collected,
  CommitMessage,
  Fetched,
  Merged,
  Pushed,
  Workspace,
} from "../../contracts/workspace.ts";
import { addedPaths, keep, prepareClone } from "../clone-extras.ts";
import { changesIn } from "./changes.ts";
import { cloneFrom, introduce } from "./clone.ts";
import { commitEdits, commitTree, identity, ownName, type Who } from "./commit.ts";
import { conflictMarks } from "./conflict-marks.ts";
import { decodeGitPath } from "./files.ts";
import { Git } from "./git.ts";
import { HubHistory } from "./hub-history.ts";
import { HubWork } from "./hub-work.ts";
import { HubKeptRefs } from "./kept-refs.ts";
import { lfsRefusalBetween } from "./lfs-use.ts";
import { RemoteBranch, trackingRef } from "./remote-branch.ts";
import { putTogether } from "./upkeep.ts";
import { CommitView } from "./view.ts";

/** Exit code of a merge-tree that could not merge everything. */
const CONFLICT = 1;

/** Places of a workspace in the fleet's state; and the fleet's own folder. */
export interface HubPlaces {
  readonly folder: string;
  /** Our git configuration. */
  readonly config: string;
  readonly kept: string;
  readonly fleet: string;
  /** Author of each agent's commits, where its file names one. */
  readonly identities?: ReadonlyMap<string, CommitIdentity>;
}

/** A workspace's bare repository in the fleet's state. Agents never see it; clones share its objects. */
export class Hub implements Workspace {
  readonly name: string;
  readonly branch: string;
  readonly remote: string;
  readonly keptRefs: HubKeptRefs;
  readonly history: HubHistory;
  readonly work: HubWork;
  private readonly definition: WorkspaceDefinition;
  private readonly places: HubPlaces;
  private readonly folder: string;
  private readonly config: string;
  private readonly tree: TreeDefinition;
  private readonly kept: string;
  private readonly from: string;
  private readonly git: Git;
  private readonly who: Who;
  private readonly upstream: RemoteBranch;

  constructor(definition: WorkspaceDefinition, places: HubPlaces) {
    const { name, branch, remote, tree, identity: theirs } = definition;
    const { folder, config, kept, fleet, identities } = places;
    this.definition = definition;
    this.places = places;
    this.name = name;
    this.branch = branch;
    this.remote = remote;
    this.tree = tree;
    this.folder = folder;
    this.config = config;
    this.kept = kept;
    this.from = tree.checkout ?? fleet;
    this.git = new Git({ gitDir: folder, config });
    this.who = (agent) => identities?.get(agent) ?? theirs ?? ownName(agent);
    this.upstream = new RemoteBranch(this.git, { remote, branch });
    this.history = new HubHistory(this.git, this.branch);
    this.keptRefs = new HubKeptRefs(this.git, { remote, branch });
    const exclude = addedPaths(tree);
    this.work = new HubWork({ hub: folder, config, exclude, who: this.who, remote, upstream: trackingRef(branch) });
  }

  onBranch(branch: string): Workspace {
    return new Hub({ ...this.definition, branch }, this.places);
  }

  fetch(signal: AbortSignal): Promise<Fetched> {
    return this.upstream.fetch(signal);
  }

  view(commit: string): WorkspaceView {
    return new CommitView(this.git, commit);
  }

  async log(commit: string, count: number): Promise<readonly string[]> {
    const lines = await this.git.line(["log", `--max-count=${count}`, "--format=%h %s (%an)", commit, "--"]);
    return lines.split("\n").filter(Boolean);
  }

  get setup(): readonly string[] {
    return this.tree.setup;
  }

  get verify(): readonly string[] {
    return this.tree.verify;
  }

  get lends(): readonly string[] {
    return [join(this.folder, "objects"), ...this.tree.link.map((path) => resolve(this.from, path))];
  }

  async clone(folder: string, commit: string, agent: string): Promise<void> {
    const { submodules } = this.tree;
    const exclude = addedPaths(this.tree);
    const { folder: hub, config, branch } = this;
    const identity = this.who(agent);
    await cloneFrom({ hub, config, branch, submodules, exclude, identity }, folder, commit);
    await introduce(join(dirname(folder), "home"), identity);
    await prepareClone(this.tree, { clone: folder, from: this.from, kept: join(this.kept, agent) });
  }

  lend(folder: string, commit: string): Promise<void> {
    const { folder: hub, config, branch } = this;
    return cloneFrom(
      { hub, config, branch, submodules: false, exclude: [], identity: ownName("midwatch") },
      folder,
      commit,
    );
  }

  get checkout(): string | undefined {
    return this.tree.checkout;
  }

  preserve(folder: string, agent: string): Promise<void> {
    return keep(this.tree, { clone: folder, kept: join(this.kept, agent) });
  }

  collect(folder: string, base: string, message: CommitMessage): Promise<Collected> {
    return this.work.collect(folder, base, message);
  }

  async merge(upstream: string, work: string, message: CommitMessage): Promise<Merged> {
    if (await this.contains(work, upstream)) return { kind: "merged", commit: work };
    if (await this.contains(upstream, work)) return { kind: "merged", commit: upstream };
    if (!(await this.git.asks(["merge-base", upstream, work])))
      return { kind: "conflict", paths: [], isUnrelated: true };
    const command = ["merge-tree", "--write-tree", "--name-only", "--no-messages", upstream, work];
    const printed = await this.git.run(command, { answers: [0, CONFLICT] });
    const [tree = "", ...conflicts] = printed.trim().split("\n");
    if (conflicts.length > 0) return { kind: "conflict", paths: conflicts };
    const made = { parents: [upstream, work], text: message.text, env: identity(message, this.who) };
    const commit = await commitTree(this.git, tree, made);
    return { kind: "merged", commit };
  }

  commitEdits(parent: string, edits: readonly FileEdit[], message: CommitMessage): Promise<string> {
    return commitEdits({ hub: this.folder, config: this.config, who: this.who }, parent, { edits, message });
  }

  contains(history: string, commit: string): Promise<boolean> {
    return this.git.asks(["merge-base", "--is-ancestor", commit, history]);
  }

  async lastChange(history: string, path: string): Promise<number | undefined> {
    const seconds = await this.git.line(["log", "--max-count=1", "--format=%ct", history, "--", path]);
    return seconds === "" ? undefined : Number(seconds) * 1000;
  }

  async changes(from: string, to: string): Promise<readonly Change[]> {
    const listed = await this.git.run(["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to]);
    return changesIn(listed);
  }

  async conflictMarks(from: string, to: string): Promise<readonly string[]> {
    return (await conflictMarks(this.git, from, to)).map(decodeGitPath);
  }

  lfsRefusal(from: string, to: string): Promise<string | undefined> {
    return lfsRefusalBetween(this.git, from, to);
  }

  diff(from: string, to: string): Promise<string> {
    return this.git.run(["diff", "--stat", "--patch", "--no-ext-diff", "--no-textconv", from, to]);
  }

  async keep(ref: string, commit: string): Promise<void> {
    await this.git.run(["update-ref", ref, commit]);
  }

  putTogether(): Promise<void> {
    return putTogether(this.places);
  }

  push(commit: string, ref: string, signal: AbortSignal): Promise<Pushed> {
    return this.upstream.push(commit, ref, signal);
  }
}
