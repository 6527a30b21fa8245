import type { BackendResult } from "./contracts/backend.ts";
import type { Outcome } from "./contracts/session.ts";
import type { ItemReport } from "./contracts/work.ts";
import { readNotes } from "./notes.ts";
import { shortened } from "./plain-text.ts";

const LONGEST_REASON = 500;

/**
 * What a run made of its item. Exit 0 is not done: the run says so itself, in its result or its notes. Unstated means
 * progress if files changed, else no effect.
 */
export function reportOf(result: BackendResult, changed: readonly string[]): ItemReport {
  const stated = result.stated ?? readNotes(result.text);
  if (stated) return { state: stated.item, reason: stated.reason || firstLine(result.text) || "it gave no reason" };
  const said = firstLine(result.text);
  if (changed.length === 0) return { state: "no-effect", reason: `nothing stated and no file changed${and(said)}` };
  return { state: "progress", reason: `nothing stated, ${changed.length} files changed${and(said)}` };
}

/** How a session ended, from how its run did. */
export function outcomeOf(result: BackendResult, report: ItemReport): Outcome {
  const cause = result.cause && { cause: result.cause };
  const said = shortened(result.text.trim(), LONGEST_REASON);
  const reason = said || `it ended with ${result.stopReason}, and said nothing`;
  if (result.stopReason === "end_turn") return { kind: report.state, reason: report.reason };
  if (result.cause === "retry_later") return { kind: "deferred", reason, ...cause };
  return { kind: result.stopReason === "cancelled" ? "stopped" : "failed", reason, ...cause };
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 200) ?? "";
const and = (said: string) => (said ? `; it said: ${said}` : "");
