import type { Fleet } from "./contracts/fleet.ts";
import type { Change, Workspace } from "./contracts/host.ts";
import type { LessonsEffect } from "./contracts/ledger.ts";
import type { LessonBook, Recalled } from "./contracts/lessons.ts";
import type { Executed, Publication, Selected } from "./contracts/session.ts";
import type { FileEdit, WorkspaceView } from "./contracts/work.ts";
import { messageOf } from "./errors.ts";
import { readLessons } from "./proposed-lessons.ts";
import { taintOf } from "./taint.ts";

const ATTEMPTS = 10;
const NOTHING: Recalled = { offered: [], omitted: 0 };

/** Brings lessons into briefs, and what sessions have learned to where their siblings read it. */
export class LessonShare {
  private readonly fleet: Fleet;
  private readonly book: LessonBook | undefined;

  constructor(fleet: Fleet, book: LessonBook | undefined) {
    this.fleet = fleet;
    this.book = book;
  }

  /** The lessons for a session's item; why there are none, when they cannot be read. They must not be what stops it. */
  async recall(session: Selected, signal: AbortSignal): Promise<Recalled> {
    const { book } = this;
    if (!book) return NOTHING;
    const { agent, item } = session;
    try {
      const workspace = this.workspaceOf(agent.workspace);
      const commit = workspace.name === agent.workspace ? session.upstream : await newest(workspace, signal);
      const held = new Map((await this.fleet.ledger.lessons.held(workspace.name)).map(({ path, rev }) => [path, rev]));
      const text = [item.title, item.body, ...Object.values(item.fields ?? {})].filter(Boolean).join("\n");
      const recalled = await book.recall({ view: workspace.view(commit), agent: agent.name, text, held });
      await this.fleet.ledger.lessons.use(session.id, recalled.offered);
      return recalled;
    } catch (thrown) {
      return { ...NOTHING, trouble: messageOf(thrown) };
    }
  }

  /** Writes down, before anything else is, what a session wants kept. */
  async intend({ id, agent, item, result }: Executed): Promise<LessonsEffect | undefined> {
    const lessons = readLessons(result.text);
    if (!this.book || lessons.length === 0) return undefined;
    const tainted = taintOf(agent, item);
    const from = { author: agent.name, session: id, origin: `${item.source}: ${item.id}`, at: this.fleet.clock.now() };
    const payload = { ...from, lessons, ...(tainted !== undefined && { tainted }) };
    const workspace = this.workspaceOf(agent.workspace).name;
    return this.fleet.ledger.intend<LessonsEffect>({ kind: "lessons", payload, session: id, workspace });
  }

  /** What a session has written into lessons by itself is not read by anybody before a person has looked at it. */
  async hold({ id, agent }: Executed, work: string, changes: readonly Change[]): Promise<void> {
    const { book } = this;
    const workspace = this.workspaceOf(agent.workspace);
    if (!book || workspace.name !== agent.workspace) return;
    const paths = changes.filter(({ path, deleted }) => !deleted && book.holds(path)).map(({ path }) => path);
    const texts = await workspace.view(work).readAll(paths);
    const held = [...texts].map(([path, text]) => ({ path, rev: book.revOf(text) }));
    await this.fleet.ledger.lessons.hold(held.map((one) => ({ ...one, workspace: workspace.name, session: id })));
  }

  /** Sends what earlier sessions could not, whoever had learned it. */
  async drain(own: string, signal: AbortSignal): Promise<readonly string[]> {
    const unsent = this.book ? await this.fleet.ledger.history.unconfirmed(this.workspaceOf(own).name) : [];
    const reasons: string[] = [];
    for (const effect of unsent.filter((each) => each.kind === "lessons")) {
      // While we waited for our turn, a sibling may have sent it.
      const { id, session } = effect;
      const now = (await this.fleet.ledger.history.effects(session)).find((each) => each.id === id);
      if (now?.state === "confirmed") continue;
      const publication = await this.publish(effect, signal);
      if (publication.kind === "pending") reasons.push(`lessons of ${effect.payload.author}: ${publication.reason}`);
    }
    return reasons;
  }

  async publish({ id, payload, workspace }: LessonsEffect, signal: AbortSignal): Promise<Publication> {
    const { author, session, at, origin } = payload;
    // Not what it says: subjects of commits stand in the briefs of those who may not read it yet.
    const message = {
      author,
      at,
      text: `Keep what was learned on ${origin.slice(0, 80)}\n\nMidwatch-Session: ${session}`,
    };
    const published = await this.edit(
      workspace,
      { message, edits: async (view) => (await this.book?.keep(payload, view)) ?? [] },
      signal,
    );
    if (published.kind === "published") await this.fleet.ledger.confirm(id);
    return published;
  }

  /** Changes files of lessons on top of whatever is there by then. */
  async edit(
    name: string,
    change: {
      readonly message: Parameters<Workspace["commitEdits"]>[2];
      readonly edits: (view: WorkspaceView) => Promise<readonly FileEdit[]>;
    },
    signal: AbortSignal,
  ): Promise<Publication> {
    const workspace = this.fleet.workspaces.get(name);
    const lock = await this.fleet.locks.hold(`publish-${name}`, signal);
    try {
      return await this.land(workspace, change, signal);
    } finally {
      lock.release();
    }
  }

  private async land(workspace: Workspace, change: Parameters<LessonShare["edit"]>[1], signal: AbortSignal) {
    let reason = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) await this.fleet.clock.backOff(attempt, signal);
      const fetched = await workspace.fetch(signal);
      if (!fetched.ok) return { kind: "pending", reason: fetched.reason } as const;
      const edits = await change.edits(workspace.view(fetched.commit));
      const tip = await workspace.commitEdits(fetched.commit, edits, change.message);
      const branch = workspace.branch;
      if (tip === fetched.commit) return { kind: "published", commit: tip, branch } as const;
      const pushed = await workspace.push(tip, `refs/heads/${branch}`, signal);
      if (pushed.kind === "pushed") return { kind: "published", commit: tip, branch } as const;
      if (pushed.kind === "failed") return { kind: "pending", reason: pushed.reason } as const;
      reason = pushed.reason;
    }
    return { kind: "pending", reason: `the remote moved on ${ATTEMPTS} times in a row: ${reason}` } as const;
  }

  private workspaceOf(own: string): Workspace {
    return this.fleet.workspaces.get(this.book?.workspace ?? own);
  }
}

async function newest(workspace: Workspace, signal: AbortSignal): Promise<string> {
  const fetched = await workspace.fetch(signal);
  if (fetched.commit === undefined) throw new Error(fetched.ok ? "" : fetched.reason);
  return fetched.commit;
}
