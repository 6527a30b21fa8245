import type { ItemState } from "./work.ts";

/** Tokens and money that a run has used. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Micro-dollars. Missing when the backend does not price its runs. */
  readonly micros?: number;
  /** By model, where the backend knows which ones it asked. */
  readonly models?: readonly ModelUsage[];
  /** Missing when the account is charged by use, and where the backend does not say. */
  readonly window?: SubscriptionWindow;
}

/** One model's part of what a run has used; a charge is divided among models by their cost, or by their tokens. */
export interface ModelUsage {
  /** As the backend names it. */
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Micro-dollars. */
  readonly micros?: number;
}

/** Used share, from 0 to 1, of a subscription's window of some hours or days, and when the window begins anew. */
export interface SubscriptionWindow {
  readonly used: number;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** The Agent Client Protocol's stop reasons, and "error". */
export type StopReason = "end_turn" | "max_tokens" | "max_turn_requests" | "refusal" | "cancelled" | "error";

/** Reason why a run did not end by itself, or not as well as it looks, as far as the backend or a guard can tell. */
export type Cause =
  // The program, and what makes its clone usable.
  | "setup"
  | "verify"
  | "guard"
  | "deletions"
  | "unfinished"
  | "damaged"
  | "lfs"
  | "retry_later"
  | "exit_code"
  | "signal"
  | "spawn"
  | "unparsable"
  // Its watchers.
  | "stopped"
  | "deadline"
  | "turns"
  | "silence"
  | "loop"
  | "no_progress"
  | "spend"
  // The model's API.
  | "auth"
  | "billing"
  | "rate_limit"
  | "overloaded"
  | "api_error"
  | "unknown_model"
  | "prompt_too_long"
  // The agent's own limits and rules.
  | "max_turns"
  | "max_tokens"
  | "budget"
  | "denied"
  | "hook_stopped"
  // What came of it.
  | "refusal"
  | "empty"
  | "swallowed";

/** Item's state as a run states it. */
export interface Stated {
  readonly item: ItemState;
  readonly reason: string;
  /** Of a waiting one: "pr owner/repo#12 merged", "until 2026-11-23". */
  readonly waitingFor?: readonly string[] | undefined;
}

/** End of a run, and what it has used. */
export interface BackendResult {
  readonly stopReason: StopReason;
  readonly cause?: Cause;
  /** The agent's last message, or the error in one sentence. */
  readonly text: string;
  /** Item's state as the run states it. Missing when it said nothing. */
  readonly stated?: Stated;
  /** Reason why the text it sent for an answer is none. Not for a backend to say. */
  readonly unanswered?: string;
  readonly usage: Usage;
  /** Files, in the clone, of the lessons that its backend has given it. */
  readonly lessons?: readonly string[];
  /** Epoch milliseconds before which the API has said it will not answer. */
  readonly retryAt?: number;
}
