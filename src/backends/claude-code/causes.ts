import type { Cause, StopReason } from "../../core/contracts/run-result.ts";
import type { Result } from "./lines.ts";

interface ClaudeFailure {
  readonly stopReason: StopReason;
  readonly cause: Cause;
  readonly text: string;
}

interface CauseRule {
  readonly cause: Cause;
  /** Meaning of the cause, for a person. The CLI's own words follow. */
  readonly means: string;
  readonly stopReason?: StopReason;
  readonly status?: readonly number[];
  /** The kind of failure, in the CLI's words. */
  readonly error?: string;
  readonly terminal?: string;
  readonly stop?: string;
  readonly text?: RegExp;
}

/** In this order: what is said more exactly comes first. */
const CAUSE_RULES: readonly CauseRule[] = [
  { cause: "refusal", stopReason: "refusal", means: "the model refused", stop: "refusal" },
  { cause: "max_tokens", stopReason: "max_tokens", means: "an answer was too long", error: "max_output_tokens" },
  { cause: "prompt_too_long", means: "it is too much for the model", terminal: "prompt_too_long" },
  { cause: "prompt_too_long", means: "it is too much for the model", text: /prompt is too long/i },
  { cause: "billing", means: "the account has no credit", error: "billing_error", text: /credit balance/i },
  { cause: "auth", means: "the sign-in was refused", status: [401, 403], error: "authentication_failed" },
  { cause: "rate_limit", means: "the rate limit is reached", status: [429], error: "rate_limit" },
  { cause: "overloaded", means: "the API is overloaded", status: [529], error: "overloaded" },
  { cause: "unknown_model", means: "there is no such model", status: [404], error: "model_not_found" },
];
const OTHERWISE: CauseRule = { cause: "api_error", means: "a request failed" };

/** Cause of a failed request to the model. The CLI reports it as subtype "success", with `is_error`. */
export function causeOfError(result: Result, error: string | undefined): ClaudeFailure {
  const { cause, means, stopReason = "error" } = CAUSE_RULES.find((rule) => fits(rule, result, error)) ?? OTHERWISE;
  const words = result.result?.trim().split("\n")[0]?.slice(0, 300);
  const status = result.api_error_status === undefined ? "" : ` (${result.api_error_status})`;
  return { stopReason, cause, text: `${means}${status}${words ? `: ${words}` : ""}` };
}

function fits({ status, error, terminal, stop, text }: CauseRule, result: Result, said: string | undefined): boolean {
  return (
    (stop !== undefined && stop === result.stop_reason) ||
    (terminal !== undefined && terminal === result.terminal_reason) ||
    (error !== undefined && error === said) ||
    (status?.includes(result.api_error_status ?? 0) ?? false) ||
    (text?.test(result.result ?? "") ?? false)
  );
}
