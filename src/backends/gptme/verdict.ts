import type { AnswerJudge } from "../../core/contracts/backend.ts";
import type { ProcessExit } from "../../core/contracts/processes.ts";
import type { BackendResult, Cause, StopReason } from "../../core/contracts/run-result.ts";
import { withoutInjected } from "../../core/text/injected.ts";
import { hasNotes } from "../../core/text/notes-block.ts";
import { withoutCompletion } from "./calls.ts";
import { causeOfCode, causeOfRow } from "./causes.ts";
import type { Row } from "./rows.ts";
import type { GptmeOutput } from "./translate.ts";

interface Judged {
  readonly stopReason: StopReason;
  readonly cause?: Cause;
  readonly text: string;
}

/** End of gptme's output, and the judge that tells an answer from what only looks like one. */
type ClosedOutput = Pick<GptmeOutput, "closed" | "complaint"> & { readonly judge?: AnswerJudge | undefined };

/** End of a run, from its log, what it printed and its exit. Its exit code is 0 for more than success. */
export function gptmeVerdict(
  rows: readonly Row[],
  heard: ClosedOutput,
  exit: ProcessExit,
): Omit<BackendResult, "usage"> {
  const signal = signalOf(exit);
  if (exit.error !== undefined) return failedRun("spawn", exit.error);
  const error = rows.findLast(({ metadata }) => metadata?.error);
  if (exit.code !== 0 && error) return { stopReason: "error", ...causeOfRow(error) };
  if (signal) return failedRun("signal", `it was ended with ${signal}`);
  if (exit.code !== 0) return { stopReason: "error", ...causeOfCode(exit.code, heard.complaint) };
  return judgeZero(rows, heard);
}

/** The endings that exit with 0. */
function judgeZero(rows: readonly Row[], { closed = "", judge }: ClosedOutput): Judged {
  const text = lastWords(rows, judge);
  const last = rows.findLast(({ role, metadata }) => role === "assistant" || metadata?.max_steps_stop);
  if (last?.metadata?.max_steps_stop)
    return { stopReason: "max_turn_requests", cause: "max_turns", text: last.content };
  if (closed.startsWith("Verification failed"))
    return failedRun(
      "hook_stopped",
      `the repository's own check refused its work, and it closed all the same: ${closed}`,
    );
  if (closed.startsWith("Stuck loop")) return failedRun("loop", `it went round in circles: ${closed}`);
  if (!rows.some(({ role }) => role === "assistant"))
    return failedRun("swallowed", "it ended without asking the model anything");
  if (text === "") return failedRun("empty", "the model said nothing, even when it was asked again");
  if (closed.startsWith("Autonomous mode"))
    return { stopReason: "end_turn", text: `${text}\n\n(It did not say that it was done, though it was asked twice.)` };
  return { stopReason: "end_turn", text };
}

/**
 * Its notes where it wrote any, else the last thing it said: the call that ends a session often stands alone. Notes that
 * are an answer come before those that only say the prompt's own back.
 */
function lastWords(rows: readonly Row[], judge: AnswerJudge | undefined): string {
  const said = rows
    .filter(({ role }) => role === "assistant")
    .map(({ content }) => withoutCompletion(withoutInjected(content)));
  const notes = said.filter(hasNotes);
  return (
    notes.findLast((text) => judge?.message(text) === undefined) ??
    notes.at(-1) ??
    said.findLast((text) => text !== "") ??
    ""
  );
}

const failedRun = (cause: Cause, text: string): Judged => ({ stopReason: "error", cause, text });

/** A program that ends itself in answer to a signal says so with 128 and its number. */
const BY_CODE: Readonly<Record<number, string>> = { 129: "SIGHUP", 130: "SIGINT", 137: "SIGKILL", 143: "SIGTERM" };
const signalOf = ({ signal, code }: ProcessExit) => signal ?? (code === undefined ? undefined : BY_CODE[code]);
