import type { HeldLesson } from "../../../core/contracts/lesson-record.ts";
import type { JudgedLesson } from "../../../core/contracts/lessons.ts";
import type { WorkspaceView } from "../../../core/contracts/work.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { judgeLessons } from "../../../core/learning/lesson-judgement.ts";
import { editWorkspace, lessonsKey } from "../../../core/learning/workspace-edits.ts";
import { derivedFrom } from "../../../lessons/derived.ts";
import { idOf, type Lesson } from "../../../lessons/lesson.ts";
import { type Standing, withStanding } from "../../../lessons/write.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";

/** The lessons somebody changes: whose they are, and as they were read. */
export interface Shelf {
  readonly fleet: OpenFleet;
  readonly workspace: string;
  readonly view: WorkspaceView;
}

/** Everybody reads it, from the next session on; no rule sets it aside by itself. */
export async function promote(shelf: Shelf, lesson: Lesson): Promise<void> {
  const { lessons } = shelf.fleet.fleet.ledger;
  await publish(shelf, "Promote a lesson", new Map([[lesson.path, { status: "active" }]]));
  await looked(shelf, lesson);
  await lessons.release(shelf.workspace, lesson.path);
  await lessons.restore(shelf.workspace, idOf(lesson));
}

/** Nobody reads it any more, and what was learned with it in a brief waits for a person: answers with that. */
export async function retract(shelf: Shelf, lesson: Lesson, reason: string): Promise<readonly Lesson[]> {
  const { ledger, clock } = shelf.fleet.fleet;
  const { index } = await shelf.fleet.book.read(shelf.view);
  const derived = derivedFrom(lesson, index.lessons, await ledger.lessons.uses());
  const waits = {
    status: "quarantined",
    reason: `learned with ${lesson.path} in mind, which was retracted: ${reason}`,
  };
  const standings = derived.map(({ path }): [string, Standing] => [path, waits as Standing]);
  // First of all: whoever has derived something else from it asks there.
  await ledger.lessons.retract({ workspace: shelf.workspace, lesson: idOf(lesson), reason, at: clock.now() });
  await publish(shelf, "Retract a lesson", new Map([[lesson.path, { status: "retracted", reason }], ...standings]));
  await looked(shelf, lesson);
  return derived;
}

/** Those that do harm, by what the record says of them; set aside, unless it is only asked which they are. */
export async function retire(shelf: Shelf, { dryRun = false }): Promise<readonly JudgedLesson[]> {
  const { fleet, book, signal } = shelf.fleet;
  const { lessons } = fleet.ledger;
  const [history, held] = await Promise.all([lessons.history(), lessons.held(shelf.workspace)]);
  const harms = ({ verdict }: JudgedLesson) => verdict === "harms";
  const basis = { history, by: "person" } as const;
  if (dryRun) return (await book.judge({ ...basis, held }, shelf.view)).filter(harms);
  const { workspace, view } = shelf;
  const { judged, publication } = await judgeLessons(fleet, book, { ...basis, workspace, view, wanted: harms }, signal);
  if (publication.kind === "pending") throw new MidwatchError(`nothing was changed: ${publication.reason}`);
  return judged;
}

/** One lesson, on a person's word. */
export async function archive(shelf: Shelf, { path }: Lesson, reason: string): Promise<void> {
  await publish(shelf, "Retire a lesson", new Map([[path, { status: "archived", reason }]]));
}

/** A session's lessons of which none waits any more: nobody has to be asked to look at them. */
async function looked({ fleet, workspace, view }: Shelf, lesson: Lesson): Promise<void> {
  const { ledger } = fleet.fleet;
  const { index, texts } = await fleet.book.read(view);
  const isThere = ({ path, rev }: HeldLesson) => fleet.book.revOf(texts.get(path) ?? "") === rev;
  const held = (await ledger.lessons.held(workspace)).filter(isThere);
  const quarantined = index.inactive.filter(({ status }) => status === "quarantined");
  const waiting = [...held, ...quarantined.map(({ path, provenance }) => ({ path, session: provenance.session }))];
  const left = new Set(waiting.filter(({ path }) => path !== lesson.path).map(({ session }) => session));
  const sessions = waiting.filter(({ path }) => path === lesson.path).map(({ session }) => session);
  for (const session of sessions) if (session && !left.has(session)) await ledger.fulfil(lessonsKey(session));
}

async function publish(shelf: Shelf, text: string, standings: ReadonlyMap<string, Standing>): Promise<void> {
  const { fleet, signal } = shelf.fleet;
  const message = { author: "owner", at: fleet.clock.now(), text };
  const edits = async (view: WorkspaceView) => {
    const texts = await view.readAll([...standings.keys()]);
    return [...standings].flatMap(([path, standing]) => {
      const before = texts.get(path);
      return before === undefined ? [] : [{ path, content: withStanding(before, standing) }];
    });
  };
  const published = await editWorkspace(fleet, shelf.workspace, { message, edits }, signal);
  if (published.kind !== "published") throw new MidwatchError(`nothing was changed: ${published.reason}`);
}
