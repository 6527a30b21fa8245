import type { Cause } from "../../core/contracts/run-result.ts";
import { asError, messageOf } from "../../core/errors.ts";
import { ServerError, type TokenCounts } from "./api/refusal.ts";
import type { Options } from "./options.ts";

/** Failure of a request to the server. */
export interface ServerFailure {
  readonly kind: "down" | "no_tools" | "bad_call" | "cut" | "busy" | "too_long" | "other";
  readonly cause: Cause;
  /** One sentence, for a person. */
  readonly text: string;
  readonly counts?: TokenCounts;
}

/** The server has sent nothing for too long. */
export class Stalled extends Error {
  override readonly name = "Stalled";
}

interface FailureRule {
  readonly status?: readonly number[];
  readonly said?: RegExp;
  readonly kind?: ServerFailure["kind"];
  readonly cause: Cause;
  readonly means: (asked: FailedRequest) => string;
}

/** Facts of a request that failed: what was asked for, and of which server. */
export interface FailedRequest {
  readonly api: Options["api"];
  readonly url: string;
  readonly model: string;
}

/** In this order: what is said more exactly comes first. The words are the servers' and their runners'. */
const FAILURE_RULES: readonly FailureRule[] = [
  {
    kind: "no_tools",
    said: /does not support tools|tools? param requires|requires --jinja|tool.choice.* requires/i,
    cause: "api_error",
    means: () => "the model knows no tools",
  },
  {
    kind: "bad_call",
    said: /parsing tool call|failed to parse (?:input|tool)|invalid tool call arguments/i,
    cause: "unparsable",
    means: () => "its tool calls could not be read",
  },
  {
    kind: "cut",
    said: /process has terminated: signal|unexpected EOF|runner .*(?:stopped|crashed|no longer running)/i,
    cause: "api_error",
    means: ({ model }) =>
      `the program that runs ${model} has died on the server, as one does that is out of memory or crashes`,
  },
  {
    said: /out of memory|requires more (?:system )?memory|unable to allocate|failed to allocate|cudaMalloc|insufficient memory/i,
    cause: "api_error",
    means: ({ model }) =>
      `${model} does not fit into the server's memory: free some, take a smaller model, or lower the backend's context`,
  },
  {
    kind: "too_long",
    said: /exceed\w* (?:the |this |model's )*(?:available |maximum )*(?:context|length)|maximum context length|context (?:length|size|window) (?:was )?exceeded|prompt is (?:too long|longer than)|context_length_exceeded|context the overflows|max_(?:completion_)?tokens.* too large/i,
    cause: "prompt_too_long",
    means: () => "it is too much for the model's window",
  },
  {
    status: [404],
    cause: "unknown_model",
    means: ({ api, url, model }) =>
      `the server at ${url} has no model ${model}${api === "ollama" ? `: ollama pull ${model}` : ""}`,
  },
  { status: [401, 403], cause: "auth", means: ({ url }) => `the server at ${url} refused the sign-in` },
  { status: [429], cause: "rate_limit", means: ({ url }) => `the rate limit of ${url} is reached` },
  {
    kind: "busy",
    status: [502, 503, 504],
    said: /server busy|loading model/i,
    cause: "overloaded",
    means: ({ url }) => `the server at ${url} is too busy`,
  },
];

const NOT_THERE = /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ETIMEDOUT/;
const BROKEN_OFF = /ECONNRESET|EPIPE|socket hang up|aborted|terminated|broken off/i;

/** Failure of a request, from the error it threw. */
export function toServerFailure(thrown: unknown, asked: FailedRequest): ServerFailure {
  const { message, name, code, status, counts } = errorFacts(thrown);
  if (name === "Stalled") return { kind: "other", cause: "api_error", text: message };
  const rule = FAILURE_RULES.find((one) => one.said?.test(message) || one.status?.includes(status));
  if (rule) return { kind: rule.kind ?? "other", cause: rule.cause, text: `${rule.means(asked)} (${message})`, counts };
  if (NOT_THERE.test(code)) return { kind: "down", cause: "api_error", text: down(asked, code) };
  if (BROKEN_OFF.test(`${code} ${message}`))
    return { kind: "cut", cause: "api_error", text: `the server at ${asked.url} broke off its answer` };
  return { kind: "other", cause: "api_error", text: `a request to ${asked.url} failed: ${message}` };
}

const down = ({ api, url }: FailedRequest, code: string) =>
  api === "ollama"
    ? `there is no Ollama server at ${url} (${code}): start it with ollama serve, or correct the backend's url`
    : `there is no server at ${url} (${code}): start it, or correct the backend's url`;

function errorFacts(thrown: unknown) {
  const { code, errors } = thrown as { code?: string; errors?: unknown[] };
  // One of several addresses of a host stands for all.
  const inner = (errors?.[0] as { code?: string } | undefined)?.code;
  const { status, counts } = thrown instanceof ServerError ? thrown : { status: 0, counts: {} };
  return { message: messageOf(thrown), name: asError(thrown).name, code: code ?? inner ?? "", status, counts };
}
