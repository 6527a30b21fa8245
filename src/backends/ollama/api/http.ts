import { type ClientRequest, request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import { asError } from "../../../core/errors.ts";
import { parseJson } from "../../../core/text/json.ts";
import { ServerError } from "./refusal.ts";

const MAX_LINE_CHARS = 16 * 1024 * 1024;
const LONGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_ERROR = 64 * 1024;

/** Address of the server, and our key to it. */
export interface Address {
  readonly url: string;
  readonly key?: string | undefined;
}

/** Request to the server: no body, which gets; or JSON, which posts. */
export interface Question {
  readonly path: string;
  readonly body?: unknown;
}

/** A JSON object, of which nothing is known. */
export type Answered = Readonly<Record<string, unknown>>;

/** An answer that is one JSON document. */
export async function answerTo(to: Address, question: Question, signal: AbortSignal): Promise<Answered> {
  const text = await readBody(await accepted(to, question, signal), LONGEST_ANSWER);
  return parsed(text);
}

/** An answer that comes line by line. Empty ones are left out. */
export async function* linesFrom(to: Address, question: Question, signal: AbortSignal): AsyncIterable<string> {
  const response = await accepted(to, question, signal);
  let rest = "";
  response.setEncoding("utf8");
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines.filter((line) => line.trim() !== "");
      if (rest.length > MAX_LINE_CHARS) throw new ServerError(0, "a line of the server's answer has no end");
    }
    if (rest.trim() !== "") yield rest;
  } finally {
    // A server that still writes stops when nobody listens.
    response.destroy();
  }
}

/** JSON that is an object; rejects with what it is instead, or with the error it tells of. */
export function parsed(text: string): Answered {
  const value = valueIn(text);
  if (typeof value !== "object" || value === null)
    throw new ServerError(0, `the server's answer is no JSON: ${text.trim().slice(0, 200)}`);
  if ("error" in value && value.error) throw new ServerError(0, value);
  return value as Answered;
}

function valueIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

async function accepted(to: Address, question: Question, signal: AbortSignal): Promise<IncomingMessage> {
  const response = await send(to, question, signal);
  const { statusCode: status = 500 } = response;
  if (status < 300) return response;
  const text = await readBody(response, LONGEST_ERROR);
  throw new ServerError(status, /^\s*</.test(text) ? `${status} ${response.statusMessage ?? ""}` : text);
}

/**
 * Without a limit of its own on the time until the first byte: fetch gives up after five minutes, which a local model may
 * well need to load and to read its prompt.
 */
function send({ url, key }: Address, { path, body }: Question, signal: AbortSignal): Promise<IncomingMessage> {
  const where = new URL(`${url}${path}`);
  const request = where.protocol === "https:" ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: "application/json",
    "user-agent": "midwatch",
    ...(text !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
  };
  const method = text === undefined ? "GET" : "POST";
  const sent = request(where, { method, headers, agent: false }, (response) => resolve(heard(response)));
  sent.on("error", reject);
  // It may fail when all that was asked of it has been answered, and Node listens no longer.
  sent.on("socket", (socket) => socket.on("error", () => {}));
  endWith(sent, signal);
  sent.end(text);
  return promise;
}

/** A response whose errors reach its reader, and throw nowhere else. */
const heard = (response: IncomingMessage) => response.on("error", () => {});

/** Not by Node's own option, which ends what has long ended, too. */
function endWith(sent: ClientRequest, signal: AbortSignal): void {
  const end = () => void sent.destroy(asError(signal.reason));
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  sent.once("close", () => signal.removeEventListener("abort", end));
}

async function readBody(response: IncomingMessage, longest: number): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    if (text.length > longest) break;
  }
  return text;
}
