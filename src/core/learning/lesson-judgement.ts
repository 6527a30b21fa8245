import type { Fleet } from "../contracts/fleet.ts";
import type { JudgedLesson, JudgementBasis, LessonBook } from "../contracts/lessons.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { WorkspaceView } from "../contracts/work.ts";
import { editWorkspace } from "./workspace-edits.ts";

/** Judge, and the lessons to be judged. */
export interface JudgementRequest extends Omit<JudgementBasis, "held"> {
  readonly workspace: string;
  /** As they were read last. */
  readonly view: WorkspaceView;
  readonly wanted?: (lesson: JudgedLesson) => boolean;
}

/**
 * Writes the record's verdicts into the lessons' files: a lesson helps, or is set aside. It keeps no state: after a
 * crash the next process finds the same in the record.
 */
export async function judgeLessons(
  fleet: Fleet,
  book: LessonBook,
  { workspace, view, wanted = () => true, ...court }: JudgementRequest,
  signal: AbortSignal,
): Promise<{ readonly judged: readonly JudgedLesson[]; readonly publication: Publication }> {
  const verdicts = async (at: WorkspaceView) => {
    const held = await fleet.ledger.lessons.held(workspace);
    return (await book.judge({ ...court, held }, at)).filter(wanted);
  };
  const judged = await verdicts(view);
  if (judged.length === 0) return { judged, publication: { kind: "none", reason: "the record says nothing new" } };
  const reasons = judged.map(({ path, verdict, reason }) => `- ${path} ${verdict}: ${reason}`);
  const text = `Say what lessons have brought\n\n${reasons.join("\n")}`;
  const message = { author: court.by === "person" ? "owner" : "midwatch", at: fleet.clock.now(), text };
  const edits = async (at: WorkspaceView) => (await verdicts(at)).map(({ path, content }) => ({ path, content }));
  return { judged, publication: await editWorkspace(fleet, workspace, { message, edits }, signal) };
}
