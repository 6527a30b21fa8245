import type { BranchHistory } from "../../src/core/contracts/branch-history.ts";
import type { KeptRefs } from "../../src/core/contracts/kept-refs.ts";
import type { KeptTip } from "../../src/core/contracts/outcome.ts";
import type { FileEdit } from "../../src/core/contracts/work.ts";
import type {
  Change,
  Collected,
  CommitMessage,
  Fetched,
  Pushed,
  Workspace,
} from "../../src/core/contracts/workspace.ts";
import type { Folders } from "./folders.ts";
import { HubSessions } from "./hub-sessions.ts";
import { keptRefs, setUpstream, upstreamIn } from "./kept.ts";
import { blobOf, type Objects } from "./objects.ts";
import type { Remote } from "./remote.ts";
import { viewOf } from "./view.ts";

/** What a workspace of the model is made of; it stays when a process ends. */
export interface WorkspacePlace {
  readonly objects: Objects;
  readonly remote: Remote;
  /** The hub's refs. */
  readonly refs: Map<string, string>;
  readonly folders: Folders;
}

const SEARCHED = "refs/midwatch/searched/main";
const AWAY = { kind: "retry", said: "no route to host", mend: "nothing: it is tried again" } as const;
const RULE = { kind: "rule", said: "protected branch", mend: "let midwatch push" } as const;

/** A workspace whose hub, remote and clones are in memory. What every workspace promises, it keeps. */
export class ModelWorkspace implements Workspace {
  readonly name = "desk";
  readonly branch = "main";
  readonly remote = "memory";
  readonly setup = [];
  readonly verify = [];
  readonly lends = [];
  readonly checkout = undefined;
  readonly work: HubSessions;
  readonly keptRefs: KeptRefs;
  readonly history: BranchHistory;
  private readonly place: WorkspacePlace;

  constructor(place: WorkspacePlace) {
    this.place = place;
    this.work = new HubSessions(place);
    this.keptRefs = keptRefs(place);
    this.history = {
      missing: async (history, commits) => commits.filter((commit) => !place.objects.contains(history, commit)),
      goesOn: async (history) => place.objects.contains(history, place.refs.get(SEARCHED) ?? ""),
      noteSearched: async (history) => void place.refs.set(SEARCHED, history),
      holds: async (history, { commit }) => this.holds(history, commit),
    };
  }

  onBranch(): Workspace {
    return this;
  }

  async fetch(): Promise<Fetched> {
    const { remote, refs } = this.place;
    if (remote.mood !== "away") setUpstream(refs, remote.main);
    const commit = upstreamIn(refs);
    const known = commit === undefined ? {} : { commit };
    return remote.mood === "away" ? { ok: false, reason: AWAY.said, ...known } : { ok: true, commit: remote.main };
  }

  view(commit: string) {
    return viewOf(this.place.objects.at(commit));
  }

  async log(): Promise<readonly string[]> {
    return [];
  }

  async clone(folder: string, commit: string): Promise<void> {
    const files = new Map(this.place.objects.at(commit).files);
    this.place.folders.clones.set(folder, { head: commit, files, sides: new Map() });
  }

  lend(folder: string, commit: string): Promise<void> {
    return this.clone(folder, commit);
  }

  async preserve(): Promise<void> {}

  async putTogether(): Promise<void> {}

  /** Every tip under a ref of its own before anything is said of it. */
  async collect(folder: string, base: string, message: CommitMessage): Promise<Collected> {
    const { objects, folders, refs } = this.place;
    const clone = folders.clones.get(folders.clone(folder));
    if (!clone) throw new Error(`there is no clone in ${folder}`);
    const edits = editsOf(objects.at(clone.head).files, clone.files);
    const tip = edits.size > 0 ? objects.commit([clone.head], edits, message) : clone.head;
    if (tip !== base) this.work.hold(folder, tip);
    const kept: KeptTip[] = [];
    for (const [name, commit] of clone.sides) {
      if (objects.contains(tip, commit)) continue;
      const ref = `refs/midwatch/kept/${message.author}/${folder.split("/").at(-1)}/${name}`;
      refs.set(ref, commit);
      kept.push({ ref, from: `branch ${name}`, commits: 1, files: 1 });
    }
    const isNothing = objects.contains(base, tip);
    return { ...(isNothing ? {} : { work: tip }), kept, unkept: [] };
  }

  async merge(upstream: string, work: string, message: CommitMessage) {
    return this.place.objects.merge(upstream, work, message);
  }

  async commitEdits(parent: string, edits: readonly FileEdit[], message: CommitMessage): Promise<string> {
    const { objects } = this.place;
    const before = objects.at(parent).files;
    const news = edits.filter(({ path, content }) => before.get(path) !== content);
    if (news.length === 0) return parent;
    return objects.commit([parent], new Map(news.map(({ path, content }) => [path, content])), message);
  }

  async contains(history: string, commit: string): Promise<boolean> {
    return this.place.objects.contains(history, commit);
  }

  async lastChange(): Promise<number | undefined> {
    return undefined;
  }

  async changes(from: string, to: string): Promise<readonly Change[]> {
    const { objects } = this.place;
    const [before, after] = [objects.at(from).files, objects.at(to).files];
    return objects.changed(from, to).map((path) => {
      const [old, text] = [before.get(path), after.get(path)];
      const blobs = {
        ...(old !== undefined && { before: blobOf(old) }),
        ...(text !== undefined && { after: blobOf(text) }),
      };
      return { path, deleted: text === undefined, ...blobs };
    });
  }

  async conflictMarks(): Promise<readonly string[]> {
    return [];
  }

  async lfsRefusal(): Promise<string | undefined> {
    return undefined;
  }

  async diff(): Promise<string> {
    return "";
  }

  async keep(ref: string, commit: string): Promise<void> {
    this.place.refs.set(ref, commit);
  }

  async push(commit: string, ref: string): Promise<Pushed> {
    const taken = this.place.remote.take(ref, commit);
    if (taken === "taken") return { kind: "pushed" };
    if (taken === "behind") return { kind: "behind", reason: "the remote has moved on" };
    const refusal = taken === "away" ? AWAY : RULE;
    return { kind: "refused", reason: refusal.said, refusal };
  }

  /** Merged once more, it would make no difference. */
  private holds(history: string, commit: string): boolean {
    const { objects } = this.place;
    const message = { author: "model", at: 0, text: "would it matter" };
    const merged = objects.merge(history, commit, message);
    return merged.kind === "merged" && objects.changed(history, merged.commit).length === 0;
  }
}

function editsOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const news = [...after].filter(([path, text]) => before.get(path) !== text);
  return new Map<string, string | undefined>([...gone.map((path) => [path, undefined] as const), ...news]);
}
