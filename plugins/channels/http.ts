import type { Sent } from "../../src/index.ts";

const PATIENCE_MS = 10_000;
const LONGEST_ANSWER = 8 * 1024 * 1024;
const LONGEST_REASON = 300;

/** What came of a request: an answer; or none, and whether the request can have reached anybody. */
export type Answered =
  | { readonly kind: "answer"; readonly status: number; readonly headers: Headers; readonly text: string }
  | Extract<Sent, { kind: "later" | "unknown" }>;

/** One request, without a second try, and without following anybody elsewhere. Never throws. */
export async function request(url: URL, init: RequestInit, signal: AbortSignal): Promise<Answered> {
  const soon = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.any([signal, soon]) });
    const text = await bounded(response);
    return { kind: "answer", status: response.status, headers: response.headers, text };
  } catch (thrown) {
    if (soon.aborted) return { kind: "unknown", reason: `${url.host} did not answer within ${PATIENCE_MS / 1000} s` };
    if (signal.aborted) return { kind: "unknown", reason: `${url.host} did not answer in the time there was` };
    const { code, words } = failureIn(thrown);
    const reason = `${url.host} could not be reached: ${words}`;
    return NEVER_LEFT.test(code || words) ? { kind: "later", reason } : { kind: "unknown", reason };
  }
}

/** No connection, so no request. */
const NEVER_LEFT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|bad port$)/;

/** What lies behind it: fetch itself says no more than that it failed. */
function failureIn(thrown: unknown): { readonly code: string; readonly words: string } {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const known = typeof code === "string" ? code : "";
  const said = typeof message === "string" ? message.slice(0, LONGEST_REASON) : "";
  return { code: known, words: said || known || "it gave no reason" };
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > LONGEST_ANSWER) break;
  }
  return text;
}

/** What most servers mean by their answer: a limit is told apart by its caller first. */
export function sentBy(answered: Answered): Sent {
  if (answered.kind !== "answer") return answered;
  const { status } = answered;
  if (status >= 200 && status < 300) return { kind: "sent" };
  const reason = `${status}${saidIn(answered.text)}`;
  return status >= 500 || status === 408 ? { kind: "unknown", reason } : { kind: "refused", reason };
}

/** The sentence in an answer that says no: JSON with a message, else its first line. */
export function saidIn(text: string): string {
  const said = jsonIn(text) as { message?: unknown; error?: unknown } | undefined;
  const message = said?.message ?? said?.error ?? text.trim().split("\n")[0];
  const words = typeof message === "string" ? message : JSON.stringify(message);
  return words ? `: ${words.slice(0, LONGEST_REASON)}` : "";
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Epoch milliseconds, from a header that says seconds or a date. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const said = headers.get("retry-after");
  if (said === null) return undefined;
  const at = /^\d+(?:\.\d+)?$/.test(said) ? now + Math.ceil(Number(said) * 1000) : Date.parse(said);
  return Number.isNaN(at) ? undefined : at;
}
