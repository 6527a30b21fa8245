import type { Cause } from "../../core/contracts/run-result.ts";
import { tellingLine } from "../../core/text/complaint.ts";
import type { Row } from "./rows.ts";

interface GptmeFailure {
  readonly cause: Cause;
  readonly text: string;
}

interface CauseRule extends GptmeFailure {
  readonly status?: readonly number[];
  /** gptme's own name for it. It finds it by looking for numbers in the message, so a status says it better. */
  readonly class?: string;
  readonly words?: RegExp;
}

/** In this order: what is said more exactly comes first. */
const CAUSE_RULES: readonly CauseRule[] = [
  { cause: "billing", text: "the account has no credit", words: /insufficient[_ ](?:quota|credit)|credit balance/i },
  {
    cause: "prompt_too_long",
    text: "it is too much for the model",
    words: /context[_ ]length|prompt is too long|maximum context/i,
  },
  { cause: "billing", text: "the account has no credit", status: [402] },
  { cause: "auth", text: "the sign-in was refused", status: [401, 403] },
  { cause: "rate_limit", text: "the rate limit is reached", status: [429] },
  { cause: "unknown_model", text: "there is no such model", status: [404] },
  { cause: "overloaded", text: "the API is overloaded", status: [503, 529] },
  { cause: "auth", text: "there is no key", words: /_API_KEY not set/ },
  { cause: "api_error", text: "the API did not answer", words: /^(?:Connection error|Request timed out)/i },
];
const BY_CLASS: readonly CauseRule[] = [
  { cause: "rate_limit", text: "the rate limit is reached", class: "rate_limit" },
  { cause: "auth", text: "the sign-in was refused", class: "auth_error" },
  { cause: "overloaded", text: "the model is not available", class: "model_unavailable" },
];
const STATUS = /^(?:Error code|HTTP Error|HTTP):? (?<status>\d{3})\b/;

/** Cause of a failed run, by the line its log ends with. */
export function causeOfRow({ content, metadata }: Row): GptmeFailure {
  const words = content.split("\n").slice(1).join("\n").trim();
  const status = Number(STATUS.exec(words)?.groups?.status);
  const known = CAUSE_RULES.find((rule) => rule.status?.includes(status) || rule.words?.test(words));
  if (known) return { cause: known.cause, text: `${known.text}: ${firstComplaintLine(words)}` };
  if (status) return { cause: "api_error", text: `a request failed: ${firstComplaintLine(words)}` };
  const named = BY_CLASS.find((rule) => rule.class === metadata?.error_class);
  if (named) return { cause: named.cause, text: `${named.text}: ${firstComplaintLine(words)}` };
  return { cause: "exit_code", text: firstComplaintLine(words) || "it failed, and did not say why" };
}

const BY_CODE: Readonly<Record<number, Cause>> = { 75: "rate_limit", 76: "auth", 77: "overloaded" };

/** Cause of a failed run that left no such line. */
export function causeOfCode(code: number | undefined, complaint: string | undefined): GptmeFailure {
  const why = complaint === undefined ? "" : `: ${tellingLine(complaint)}`;
  if (/--model: /.test(why)) return { cause: "unknown_model", text: `there is no such model${why}` };
  return { cause: BY_CODE[code ?? 1] ?? "exit_code", text: `it exited with ${code}${why}` };
}

const firstComplaintLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 300) ?? "";
