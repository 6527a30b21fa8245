import { type PromptResponse, RequestError } from "@agentclientprotocol/sdk/unstable";
import type { ProcessExit } from "../../core/contracts/processes.ts";
import type { BackendResult, Cause, Usage } from "../../core/contracts/run-result.ts";
import { messageOf } from "../../core/errors.ts";
import { tellingLine } from "../../core/text/complaint.ts";
import { byModel } from "../model-usage.ts";
import type { AcpTurns } from "./translate.ts";

/** End of the conversation: an answer to the prompt, or what was thrown in its place. */
export type Ending = { readonly answer: PromptResponse } | { readonly thrown: unknown };

/** A failure that is ours to name, and not the agent's. */
export class RunFailure extends Error {
  override readonly cause: Cause;

  constructor(cause: Cause, message: string) {
    super(message);
    this.cause = cause;
  }
}

/** End of a run. The agent's answer counts more than how its process ended afterwards. */
export function acpVerdict(
  ending: Ending,
  heard: AcpTurns,
  exit: ProcessExit,
  complaint = "",
): Omit<BackendResult, "usage"> {
  if ("answer" in ending) return judgeStop(ending.answer, heard);
  const { thrown } = ending;
  if (thrown instanceof RunFailure) return failWith(thrown.cause, thrown.message);
  if (thrown instanceof RequestError) return failWith(...causeOf(thrown));
  const why = complaint === "" ? "" : `: ${tellingLine(complaint)}`;
  if (exit.error !== undefined) return failWith("spawn", exit.error);
  if (exit.signal !== undefined) return failWith("signal", `it was ended with ${exit.signal}${why}`);
  if (exit.code !== undefined)
    return failWith("exit_code", `it exited with ${exit.code} in the middle of its turn${why}`);
  return failWith("api_error", messageOf(thrown));
}

function judgeStop({ stopReason }: PromptResponse, { words, denied }: AcpTurns): Omit<BackendResult, "usage"> {
  switch (stopReason) {
    case "end_turn":
      if (words === "") return failWith("empty", "the agent said nothing");
      if (denied.length === 0) return { stopReason, text: words };
      return { stopReason, cause: "denied", text: `(${denied.join(" ")})\n\n${words}` };
    case "max_tokens":
      return { stopReason, cause: "max_tokens", text: "an answer was too long for the model" };
    case "max_turn_requests":
      return { stopReason, cause: "max_turns", text: "it had made as many requests as it may make in one turn" };
    case "refusal":
      return { stopReason, cause: "refusal", text: words === "" ? "the model refused" : words };
    case "cancelled":
      return { stopReason, cause: "stopped", text: "stopped before it had ended" };
  }
}

/** In this order; the kind of an error is the agent's word for it, the rest is guessed from what it says. */
const CAUSES: readonly { readonly cause: Cause; readonly code?: number; readonly words?: RegExp }[] = [
  { cause: "auth", code: -32_000 },
  { cause: "auth", words: /authenticat|unauthorized|invalid.{0,5}api.?key|\b401\b/i },
  { cause: "billing", words: /credit balance|billing|insufficient.quota/i },
  { cause: "rate_limit", words: /rate.?limit|too many requests|\b429\b/i },
  { cause: "overloaded", words: /overloaded|\b529\b|\b503\b/i },
  { cause: "prompt_too_long", words: /prompt is too long|context.length/i },
  { cause: "max_turns", words: /maximum number of turns/i },
  { cause: "unparsable", code: -32_601 },
  { cause: "unparsable", code: -32_602 },
];

function causeOf({ code, message, data }: RequestError): [Cause, string] {
  const said = `${message} ${JSON.stringify(data ?? "")}`;
  const known = CAUSES.find((rule) => rule.code === code || rule.words?.test(said));
  return [known?.cause ?? "api_error", `it answered with an error: ${message} (${code})`];
}

const failWith = (cause: Cause, text: string) => ({ stopReason: "error", cause, text }) as const;

/** Usage of a run, as far as the agent says it. */
export function usageOf(ending: Ending, heard: AcpTurns): Usage {
  const used = countedIn(ending, heard);
  return { ...used, ...byModel([{ model: heard.model, ...used }]) };
}

function countedIn(ending: Ending, { micros }: AcpTurns): Usage {
  const cost = micros === undefined ? {} : { micros };
  const used = "answer" in ending ? ending.answer.usage : undefined;
  if (!used) return { inputTokens: 0, outputTokens: 0, ...cost };
  const cached = (used.cachedReadTokens ?? 0) + (used.cachedWriteTokens ?? 0);
  return { inputTokens: whole(used.inputTokens + cached), outputTokens: whole(used.outputTokens), ...cost };
}

const whole = (count: number) => (Number.isFinite(count) ? Math.max(0, Math.round(count)) : 0);
