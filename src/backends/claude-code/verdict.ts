import type { ProcessExit } from "../../core/contracts/processes.ts";
import type { BackendResult, Cause, StopReason } from "../../core/contracts/run-result.ts";
import { tellingLine } from "../../core/text/complaint.ts";
import { withoutInjected } from "../../core/text/injected.ts";
import { causeOfError } from "./causes.ts";
import type { Result } from "./lines.ts";
import type { ClaudeStream } from "./translate.ts";
import { usageOf } from "./usage.ts";

interface Judged {
  readonly stopReason: StopReason;
  readonly cause?: Cause;
  readonly text: string;
}

/**
 * End of a run, from all it said and how its process ended. Neither is enough: the CLI exits with 0 after a denied
 * tool, a hook's stop or an empty reply, and calls a failed request a success.
 */
export function claudeVerdict(heard: ClaudeStream, exit: ProcessExit, stopped: boolean): BackendResult {
  const judged = judgeResults(heard, exit);
  const told = stopped && judged.stopReason !== "end_turn" ? STOPPED : judged;
  const retry = told.stopReason === "error" && heard.retryAt !== undefined && { retryAt: heard.retryAt };
  const usage = { ...usageOf(heard.results), ...(heard.window && { window: heard.window }) };
  return { ...told, usage, ...retry };
}

const STOPPED: Judged = { stopReason: "cancelled", cause: "stopped", text: "stopped before it had ended" };

function judgeResults(heard: ClaudeStream, exit: ProcessExit): Judged {
  const last = heard.results.at(-1);
  if (!last) return judgeExit(heard, exit);
  if (last.is_error) return judgeError(last, heard);
  const signal = signalOf(exit);
  if (signal) return failedRun("signal", `it was ended with ${signal}`);
  return judgeSuccess(last, heard.results);
}

function judgeExit({ complaint, started }: ClaudeStream, exit: ProcessExit): Judged {
  const why = complaint === undefined ? "" : `: ${tellingLine(complaint)}`;
  const signal = signalOf(exit);
  if (exit.error !== undefined) return failedRun("spawn", exit.error);
  if (signal) return failedRun("signal", `it was ended with ${signal}`);
  if (exit.code !== 0 && !started) return failedRun("exit_code", `it exited with ${exit.code} at its start${why}`);
  return failedRun("unparsable", `it exited with ${exit.code} without a result${why}`);
}

function judgeError(result: Result, heard: ClaudeStream): Judged {
  switch (result.subtype) {
    case "error_max_turns":
      return { stopReason: "max_turn_requests", cause: "max_turns", text: complaintOf(result) };
    case "error_max_budget_usd":
      return failedRun("budget", complaintOf(result));
    case "error_max_structured_output_retries":
      return failedRun("unparsable", complaintOf(result));
    case "error_during_execution":
      if (result.terminal_reason?.startsWith("aborted")) return { ...STOPPED, text: "it was interrupted" };
      return failedRun("exit_code", complaintOf(result));
    default:
      return causeOfError(result, heard.error);
  }
}

function judgeSuccess(last: Result, results: readonly Result[]): Judged {
  const text = results
    .map(({ result = "" }) => withoutInjected(result))
    .filter(Boolean)
    .join("\n\n");
  if (/hook/.test(last.terminal_reason ?? "")) return failedRun("hook_stopped", "a hook stopped it");
  if (results.every(({ num_turns }) => num_turns === 0))
    return failedRun("swallowed", "the prompt was taken for a command of the CLI, or a hook kept it back");
  if (text === "") return failedRun("empty", "the model said nothing, even when it was asked again");
  const denied = [...new Set(results.flatMap((result) => result.permission_denials.map(({ tool_name }) => tool_name)))];
  if (denied.length === 0) return { stopReason: "end_turn", text };
  return {
    stopReason: "end_turn",
    cause: "denied",
    text: `(It was not allowed to use ${denied.join(", ")}.)\n\n${text}`,
  };
}

const failedRun = (cause: Cause, text: string): Judged => ({ stopReason: "error", cause, text });

const complaintOf = ({ errors, result, subtype }: Result) => firstOwnLine(errors?.join("; ") || result || subtype);
const firstOwnLine = (text: string) =>
  (withoutInjected(text).trim() || text.trim()).split("\n")[0]?.slice(0, 300) ?? "";

/** A program that ends itself in answer to a signal says so with 128 and its number. */
const BY_CODE: Readonly<Record<number, string>> = { 129: "SIGHUP", 130: "SIGINT", 137: "SIGKILL", 143: "SIGTERM" };
const signalOf = ({ signal, code }: ProcessExit) => signal ?? (code === undefined ? undefined : BY_CODE[code]);
