import type { BackendEvent, BackendRequest, EarlierRun } from "../../core/contracts/backend.ts";
import type { BackendResult, Cause } from "../../core/contracts/run-result.ts";
import { forgetTranscript, restoreTranscript } from "./kept-transcript.ts";

const GOING_ON = [
  "You are resuming your earlier session on this item. You are in a fresh clone: look at a file again before you change it.",
  "What follows is what holds now.",
].join(" ");

/** Causes of a run that finds no such conversation. One that is too long the CLI makes shorter by itself. */
const UNUSABLE: readonly (Cause | undefined)[] = ["exit_code", "unparsable"];

/**
 * A run that goes on with an earlier conversation. Where that cannot be done it begins afresh, and says why: what went
 * before is in its brief in any case.
 */
export async function* resuming(
  request: BackendRequest,
  earlier: EarlierRun,
  converse: (request: BackendRequest) => AsyncIterable<BackendEvent>,
): AsyncIterable<BackendEvent> {
  const { earlier: _, ...afresh } = request;
  if (!(await restoreTranscript({ kept: earlier.transcript, session: earlier.session }, request))) {
    yield cannot(earlier, "its run has left no transcript");
    return yield* converse(afresh);
  }
  yield { type: "message", text: `It continues the conversation of session ${earlier.session}.` };
  const prompt = `${GOING_ON}\n\n${request.prompt}`;
  for await (const event of converse({ ...request, prompt, earlier })) {
    if (event.type !== "finished") yield event;
    else {
      await forgetTranscript(request.home, earlier.session);
      if (!isUnusable(event.result)) return yield event;
      yield cannot(earlier, event.result.text);
    }
  }
  yield* converse(afresh);
}

/** Not one in which the model has said anything: what it has done must not be done again. */
const isUnusable = ({ stopReason, cause, usage }: BackendResult) =>
  stopReason === "error" && UNUSABLE.includes(cause) && usage.outputTokens === 0;

const cannot = ({ session }: EarlierRun, why: string): BackendEvent => ({
  type: "message",
  text: `It begins afresh: the conversation of session ${session} cannot be gone on with: ${why}`,
});
