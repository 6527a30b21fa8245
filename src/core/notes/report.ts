import type { Outcome } from "../contracts/outcome.ts";
import type { BackendResult, Cause, Stated } from "../contracts/run-result.ts";
import type { ItemReport } from "../contracts/work.ts";
import { withoutNotes } from "../text/notes-block.ts";
import { shortened } from "../text/plain-text.ts";
import { counted } from "../text/wording.ts";
import { readNotes } from "./notes.ts";

const MAX_STATED_CHARS = 500;

/**
 * Report of a run on its item. Exit 0 is not done: the run says so itself, in its result or its notes. Unstated means
 * progress if files changed, else no effect. That there was nothing to do is an answer to a duty, and to nothing
 * else.
 */
export function reportOf(result: BackendResult, changed: readonly string[], isDuty = false): ItemReport {
  const { unanswered } = result;
  const stated = result.stated ?? readNotes(result.text);
  const said = firstLine(withoutNotes(result.text));
  if (stated?.item === "nothing") return nothingToDo(statedReport(stated, said), changed, isDuty);
  if (stated) return statedReport(stated, said);
  const nothing = unanswered === undefined ? "no result reported" : `it gave no answer (${unanswered})`;
  if (changed.length === 0)
    return { state: "no-effect", reason: `${nothing} and no file changed${withLastMessage(said)}` };
  return {
    state: "progress",
    reason: `${nothing}, ${counted(changed.length, "file")} changed${withLastMessage(said)}`,
  };
}

function statedReport({ item, reason, waitingFor }: Stated, said: string): ItemReport {
  const waits = item === "waiting" && waitingFor && waitingFor.length > 0 ? { waitingFor } : {};
  return { state: item, reason: reason || said || "it gave no reason", ...waits };
}

function nothingToDo(report: ItemReport, changed: readonly string[], isDuty: boolean): ItemReport {
  const { reason } = report;
  if (changed.length > 0)
    return {
      state: "progress",
      reason: `it says there was nothing to do, and ${counted(changed.length, "file")} changed: ${reason}`,
    };
  if (isDuty) return report;
  return { state: "no-effect", reason: `it says there was nothing to do, which only a duty can end with: ${reason}` };
}

/** Causes that are no fault of the agent's, and over by themselves. */
const PASSES: readonly (Cause | undefined)[] = ["retry_later", "rate_limit", "overloaded"];

/** Outcome of a session, from how its run ended. */
export function outcomeOf({ stopReason, cause, text, retryAt }: BackendResult, report: ItemReport): Outcome {
  const known = { ...(cause && { cause }), ...(retryAt !== undefined && { retryAt }) };
  const { state, reason: why, waitingFor } = report;
  if (stopReason === "end_turn") return { kind: state, reason: why, ...known, ...(waitingFor && { waitingFor }) };
  const reason = shortened(text.trim(), MAX_STATED_CHARS) || `it ended with ${stopReason}, and said nothing`;
  if (stopReason === "cancelled") return { kind: "stopped", reason, ...known };
  return { kind: PASSES.includes(cause) ? "deferred" : "failed", reason, ...known };
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 200) ?? "";
const withLastMessage = (said: string) => (said ? `; last message: ${said}` : "");
