import { messageOf } from "../../../core/errors.ts";
import { parseJson } from "../../../core/text/json.ts";

const MAX_REFUSAL_CHARS = 500;
/** JSON in JSON in JSON is the most that has been seen. */
const DEEPEST = 4;

/** Refusal or failure that a server answers with. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  /** 0 when it came in the middle of an answer. */
  readonly status: number;
  /** Tokens, where they are the reason: of what was sent, and of the window there is. */
  readonly counts: TokenCounts;

  constructor(status: number, body: unknown) {
    const { text, counts } = saidIn(body);
    super(text || `the server answered with ${status}`);
    this.status = status;
    this.counts = counts;
  }
}

export interface TokenCounts {
  readonly prompt?: number;
  readonly window?: number;
}

/** The sentence in the body of an error, however deep it is wrapped: runners' errors are passed on as text. */
function saidIn(body: unknown, depth = 0): { readonly text: string; readonly counts: TokenCounts } {
  if (typeof body === "string") {
    const inner = depth < DEEPEST ? objectIn(body) : undefined;
    if (inner !== undefined) return saidIn(inner, depth + 1);
    const text = body.trim().slice(0, MAX_REFUSAL_CHARS);
    return { text, counts: countsIn(text) };
  }
  const { error, message, detail, n_prompt_tokens, n_ctx } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const said = error ?? message ?? detail;
  if (said === undefined)
    return { text: messageOf(JSON.stringify(body ?? "")).slice(0, MAX_REFUSAL_CHARS), counts: {} };
  const { text, counts } = saidIn(said, depth + 1);
  return { text, counts: { ...counts, ...validCount("prompt", n_prompt_tokens), ...validCount("window", n_ctx) } };
}

function objectIn(text: string): object | undefined {
  const begin = text.indexOf("{");
  // A prefix as in "error 400: {…}" is less than what it stands before.
  if (begin < 0 || begin > 80) return undefined;
  try {
    return parseJson(text.slice(begin)) as object;
  } catch {
    return undefined;
  }
}

const PROMPT = [
  /request \((?<n>\d+) tokens\)/i,
  /\((?<n>\d+) in the (?:messages|prompt)/i,
  /(?:has|contains|resulted in|requested|prompt of|at least) (?<n>\d+) (?:input |prompt )?tokens/i,
];
const WINDOW = [/context (?:length|size|window)[^\d]{0,20}(?<n>\d+)/i, /context size \((?<n>\d+) tokens\)/i];

/** As servers word it that send no numbers beside their words. */
function countsIn(text: string): TokenCounts {
  const find = (rules: readonly RegExp[]) => rules.map((rule) => rule.exec(text)?.groups?.n).find(Boolean);
  return { ...validCount("prompt", Number(find(PROMPT))), ...validCount("window", Number(find(WINDOW))) };
}

const validCount = (key: keyof TokenCounts, count: unknown): TokenCounts =>
  Number.isSafeInteger(count) && (count as number) > 0 ? { [key]: count } : {};
