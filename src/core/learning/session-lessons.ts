import type { LeftLessons, OwnContext } from "../contracts/backend.ts";
import type { LessonsEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { LessonBook, Recalled } from "../contracts/lessons.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { Executed, Selected } from "../contracts/session.ts";
import type { WorkspaceView } from "../contracts/work.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { messageOf } from "../errors.ts";
import { postpone } from "../landing/postponing.ts";
import { readLessons } from "../notes/proposed-lessons.ts";
import { type JudgementRequest, judgeLessons } from "./lesson-judgement.ts";
import { LessonVersions } from "./lesson-versions.ts";
import { askToLook, editWorkspace } from "./workspace-edits.ts";

const NO_LESSONS: Recalled = { offered: [], omitted: 0 };
const NOTHING_WITHHELD: LeftLessons = { folders: [], withheld: [] };

/** For what lessons are looked for. */
type Question = Pick<Selected, "agent" | "item" | "upstream"> & { readonly own?: OwnContext | undefined };

/** Lessons for a session: those for its brief, and those left to a backend that matches lessons by itself. */
export interface LessonShare {
  readonly recalled: Recalled;
  readonly left?: LeftLessons;
}

/** Workspace, view and history in which lessons were read. */
type Read = Omit<JudgementRequest, "by">;

interface ReadLessons extends LessonShare {
  readonly read?: Read;
}

/** Brings lessons into briefs, and what sessions have learned to where their siblings read it. */
export class SessionLessons {
  readonly versions: LessonVersions;
  private readonly fleet: Fleet;
  private readonly book: LessonBook | undefined;

  constructor(fleet: Fleet, book: LessonBook | undefined) {
    this.versions = new LessonVersions(fleet, book);
    this.fleet = fleet;
    this.book = book;
  }

  /** The lessons for a session's item; why there are none, when they cannot be read. They must not be what stops it. */
  async recall(session: Selected, own: OwnContext | undefined, signal: AbortSignal): Promise<LessonShare> {
    const { recalled, left, read } = await this.look({ ...session, own }, signal);
    if (read) await this.noteRetracted(read.workspace, recalled);
    if (read) await this.judge(session, read, signal);
    return { recalled, ...(left && { left }) };
  }

  /** Those that have found room in the brief are the ones that it was told. */
  async recordShown(session: string, { offered }: Recalled, shown: readonly string[]): Promise<void> {
    const there = offered.filter(({ path }) => shown.includes(path));
    if (there.length > 0) await this.fleet.ledger.lessons.use(session, there);
  }

  /** Those that its backend has given it as it ran, counted like those of a brief. Answers with their ids. */
  async recordGiven(
    { id, agent }: Pick<Selected, "id" | "agent">,
    paths: readonly string[],
    view: WorkspaceView,
  ): Promise<readonly string[]> {
    const { book, fleet } = this;
    const isOwn = book !== undefined && this.workspaceOf(agent.workspace).name === agent.workspace;
    const given = isOwn ? await book.counted(paths, view) : paths.map((path) => ({ id: path, rev: view.commit }));
    await fleet.ledger.lessons.use(id, given);
    return given.map((lesson) => lesson.id);
  }

  /** Lessons for a question, for a preview: nothing is recorded. */
  async matching(question: Question, signal: AbortSignal): Promise<Recalled> {
    return (await this.look(question, signal)).recalled;
  }

  private async look({ agent, item, upstream, own }: Question, signal: AbortSignal): Promise<ReadLessons> {
    const { book } = this;
    const elsewhere = own?.lessons ? { left: NOTHING_WITHHELD } : {};
    if (!book) return { recalled: NO_LESSONS, ...elsewhere };
    try {
      const workspace = this.workspaceOf(agent.workspace);
      const commit = workspace.name === agent.workspace ? upstream : await newest(workspace, signal);
      const held = await this.fleet.ledger.lessons.held(workspace.name);
      const text = [item.title, item.body, ...Object.values(item.fields ?? {})].filter(Boolean).join("\n");
      const history = await this.fleet.ledger.lessons.history();
      const view = workspace.view(commit);
      const recalled = await book.recall({ view, agent: agent.name, text, held, history });
      const read = { workspace: workspace.name, view, history };
      if (!own?.lessons || workspace.name !== agent.workspace) return { recalled, read, ...elsewhere };
      // Nothing is given twice: those of its own workspace come from the backend, and those alone.
      const left = await book.leave({ view, agent: agent.name, held });
      return { recalled: { ...NO_LESSONS, retracted: recalled.retracted ?? [] }, read, left };
    } catch (thrown) {
      return { recalled: { ...NO_LESSONS, trouble: messageOf(thrown) } };
    }
  }

  /**
   * Notes in the ledger the lessons that a person has retracted in their files: lessons and memories derived from them
   * ask there.
   */
  private async noteRetracted(workspace: string, { retracted = [] }: Recalled): Promise<void> {
    const { ledger, clock } = this.fleet;
    const known = new Set((await ledger.lessons.retracted()).map((one) => `${one.workspace} ${one.lesson}`));
    for (const { lesson, reason } of retracted.filter(({ lesson }) => !known.has(`${workspace} ${lesson}`)))
      await ledger.lessons.retract({ workspace, lesson, reason, at: clock.now() });
  }

  /**
   * Writes into lessons what sessions have shown of them so far. If it cannot be written now, the next session writes
   * it.
   */
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

  /** Writes down the lessons that a session wants to keep, before any other effect. */
  async intend({ id, agent, item, result, tainted }: Executed): Promise<LessonsEffect | undefined> {
    const lessons = readLessons(result.text);
    if (!this.book || lessons.length === 0) return undefined;
    const from = { author: agent.name, session: id, origin: `${item.source}: ${item.id}`, at: this.fleet.clock.now() };
    const payload = { ...from, lessons, ...(tainted !== undefined && { tainted }) };
    const workspace = this.workspaceOf(agent.workspace).name;
    return this.fleet.ledger.intend<LessonsEffect>({ kind: "lessons", payload, session: id, workspace });
  }

  /**
   * Brings the lessons of a session to the place where its siblings read them. If they cannot be sent now, they are put
   * off.
   */
  async publish(effect: LessonsEffect, signal: AbortSignal): Promise<Publication> {
    const { id, payload, workspace } = effect;
    const { author, session, at, origin } = payload;
    // Not what it says: subjects of commits stand in the briefs of those who may not read it yet.
    const message = {
      author,
      at,
      text: `Keep what was learned on ${origin.slice(0, 80)}\n\nMidwatch-Session: ${session}`,
    };
    const edits = async (view: WorkspaceView) => {
      const kept = (await this.book?.keep(payload, view, await this.fleet.ledger.lessons.held(workspace))) ?? [];
      const paths = kept.filter(({ waits }) => waits !== undefined).map(({ path }) => path);
      await askToLook(this.fleet, { workspace, session, paths });
      return kept;
    };
    const published = await editWorkspace(this.fleet, workspace, { message, edits }, signal);
    if (published.kind === "published") await this.fleet.ledger.confirm(id);
    else if (published.kind === "pending" && published.refusal) await postpone(this.fleet, effect, published);
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
