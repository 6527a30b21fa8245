import type { Fleet } from "./contracts/fleet.ts";
import type { Workspace } from "./contracts/host.ts";
import type { LessonsEffect } from "./contracts/ledger.ts";
import type { LessonBook, Recalled } from "./contracts/lessons.ts";
import type { Executed, Publication, Selected } from "./contracts/session.ts";
import type { FileEdit } from "./contracts/work.ts";
import { messageOf } from "./errors.ts";
import { editLessons } from "./lesson-edits.ts";
import { judgeLessons, type Sitting } from "./lesson-judgement.ts";
import { readLessons } from "./proposed-lessons.ts";

/** What a session's work makes of the upstream. */
interface Written {
  readonly from: string;
  readonly to: string;
  readonly session: string;
}

/** Two commits that cannot be merged, and in which files. */
interface Torn {
  readonly upstream: string;
  readonly work: string;
  readonly paths: readonly string[];
  readonly session: string;
}

const NOTHING: Recalled = { offered: [], omitted: 0 };

/** For what lessons are looked for. */
type Question = Pick<Selected, "agent" | "item" | "upstream">;

/** Where lessons were read, and what is known of them. */
type Read = Omit<Sitting, "by">;

interface Looked {
  readonly recalled: Recalled;
  readonly read?: Read;
}

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
    const { recalled, read } = await this.look(session, signal);
    if (recalled.offered.length > 0) await this.fleet.ledger.lessons.use(session.id, recalled.offered);
    if (read) await this.judge(session, read, signal);
    return recalled;
  }

  /** The same, for somebody who only looks: nothing is recorded. */
  async matching(question: Question, signal: AbortSignal): Promise<Recalled> {
    return (await this.look(question, signal)).recalled;
  }

  private async look({ agent, item, upstream }: Question, signal: AbortSignal): Promise<Looked> {
    const { book } = this;
    if (!book) return { recalled: NOTHING };
    try {
      const workspace = this.workspaceOf(agent.workspace);
      const commit = workspace.name === agent.workspace ? upstream : await newest(workspace, signal);
      const held = await this.fleet.ledger.lessons.held(workspace.name);
      const text = [item.title, item.body, ...Object.values(item.fields ?? {})].filter(Boolean).join("\n");
      const history = await this.fleet.ledger.lessons.history();
      const view = workspace.view(commit);
      const recalled = await book.recall({ view, agent: agent.name, text, held, history });
      return { recalled, read: { workspace: workspace.name, view, history, held } };
    } catch (thrown) {
      return { recalled: { ...NOTHING, trouble: messageOf(thrown) } };
    }
  }

  /** What sessions have shown of lessons so far: if it cannot be written now, the next session will. */
  private async judge(session: Selected, read: Read, signal: AbortSignal): Promise<void> {
    const { book } = this;
    if (!book?.hasNews(read.history)) return;
    const trouble = (error: string) =>
      this.fleet.events.emit(session, { type: "trouble", data: { doing: "saying what lessons have brought", error } });
    try {
      const { publication } = await judgeLessons(this.fleet, book, { ...read, by: "rule" }, signal);
      if (publication.kind === "pending") trouble(publication.reason);
    } catch (thrown) {
      trouble(messageOf(thrown));
    }
  }

  /** Writes down, before anything else is, what a session wants kept. */
  async intend({ id, agent, item, result, tainted }: Executed): Promise<LessonsEffect | undefined> {
    const lessons = readLessons(result.text);
    if (!this.book || lessons.length === 0) return undefined;
    const from = { author: agent.name, session: id, origin: `${item.source}: ${item.id}`, at: this.fleet.clock.now() };
    const payload = { ...from, lessons, ...(tainted !== undefined && { tainted }) };
    const workspace = this.workspaceOf(agent.workspace).name;
    return this.fleet.ledger.intend<LessonsEffect>({ kind: "lessons", payload, session: id, workspace });
  }

  /** What a session has written into lessons by itself is not read by anybody before a person has looked at it. */
  async hold(workspace: Workspace, { from, to, session }: Written): Promise<void> {
    const { book } = this;
    if (!book || this.workspaceOf(workspace.name) !== workspace) return;
    const changes = await workspace.changes(from, to);
    const paths = changes.filter(({ path, deleted }) => !deleted && book.holds(path)).map(({ path }) => path);
    const texts = await workspace.view(to).readAll(paths);
    const held = [...texts].map(([path, text]) => ({ path, rev: book.revOf(text) }));
    await this.fleet.ledger.lessons.hold(held.map((one) => ({ ...one, workspace: workspace.name, session })));
  }

  /**
   * Where two have changed one lesson, both are kept: the other's in its place, this session's beside it. Undefined where anything else is in conflict, too.
   */
  async apart(
    workspace: Workspace,
    { upstream, work, paths, session }: Torn,
  ): Promise<readonly FileEdit[] | undefined> {
    const { book } = this;
    if (!book || this.workspaceOf(workspace.name) !== workspace || !paths.every((path) => book.holds(path)))
      return undefined;
    const [theirs, ours] = await Promise.all([upstream, work].map((commit) => workspace.view(commit).readAll(paths)));
    const versions = paths.map((path) => ({ path, content: theirs?.get(path), own: ours?.get(path) }));
    const edits = versions.flatMap(({ path, content, own }) =>
      content === undefined || own === undefined ? [] : [{ path, content }, book.beside(path, own, session)],
    );
    return edits.length < 2 * paths.length ? undefined : edits;
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
    const held = await this.fleet.ledger.lessons.held(workspace);
    const published = await editLessons(
      this.fleet,
      workspace,
      { message, edits: async (view) => (await this.book?.keep(payload, view, held)) ?? [] },
      signal,
    );
    if (published.kind === "published") await this.fleet.ledger.confirm(id);
    return published;
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
