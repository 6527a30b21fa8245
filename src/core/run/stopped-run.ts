import type { BackendResult } from "../contracts/run-result.ts";
import { messageOf } from "../errors.ts";
import { counted } from "../text/wording.ts";

/** Result of a run that was stopped, with the reason for the stop. A run that ended by itself is left as it is. */
export function stopped(result: BackendResult, signal: AbortSignal): BackendResult {
  return result.stopReason === "end_turn" ? result : { ...result, cause: "stopped", text: messageOf(signal.reason) };
}

/** A run that we stopped because its time was up. One that ended by itself at the last moment is left as it is. */
export function late(result: BackendResult, deadline: number): BackendResult {
  if (result.stopReason === "end_turn") return result;
  return {
    ...result,
    stopReason: "cancelled",
    cause: "deadline",
    text: `stopped after ${counted(deadline / 60_000, "minute")}`,
  };
}

/** Result of a run whose setup failed; cancelled where a stop had ended the setup. */
export function notSetUp(failure: string, signal: AbortSignal): BackendResult {
  const usage = { inputTokens: 0, outputTokens: 0, micros: 0 };
  if (signal.aborted) return { stopReason: "cancelled", cause: "stopped", text: messageOf(signal.reason), usage };
  return { stopReason: "error", cause: "setup", text: `setup: ${failure}`, usage };
}
