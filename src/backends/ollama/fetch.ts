import { type ClientRequest, request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import { Readable } from "node:stream";
import type { Fetch } from "ollama/browser";
import { asError, messageOf } from "../../core/errors.ts";

const LONGEST_LINE = 16 * 1024 * 1024;
const LONGEST_ERROR = 64 * 1024;

/**
 * A fetch without a limit of its own on the time until the first byte: the global one gives up after five minutes, which
 * a local model may well need to load and to read its prompt. It also spares the client what that would print: errors
 * are JSON, and so is every line.
 */
export const fetchUntil =
  (signal: AbortSignal): Fetch =>
  async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const response = await send(url, init, init.signal ? AbortSignal.any([signal, init.signal]) : signal);
    const status = response.statusCode ?? 500;
    if (status >= 300) return Response.json({ error: await errorIn(response) }, { status: Math.max(status, 400) });
    const isStream = response.headers["content-type"]?.includes("ndjson") ?? false;
    const body = isStream ? Readable.from(objectLines(response)) : response;
    return new Response(Readable.toWeb(body) as ReadableStream, { status });
  };

function send(url: URL, { method = "GET", body, headers }: RequestInit, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const all = Object.fromEntries(new Headers(headers));
  const sent = request(url, { method, headers: all, agent: false }, (response) => resolve(heard(response)));
  sent.on("error", reject);
  // It may fail when all that was asked of it has been answered, and Node listens no longer.
  sent.on("socket", (socket) => socket.on("error", () => {}));
  endWith(sent, signal);
  sent.end(typeof body === "string" ? body : undefined);
  return promise;
}

/** Whoever reads it is told of its error; nobody else has to be. */
const heard = (response: IncomingMessage) => response.on("error", () => {});

/** Not by Node's own option, which ends what has long ended, too. */
function endWith(sent: ClientRequest, signal: AbortSignal): void {
  const end = () => void sent.destroy(asError(signal.reason));
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  sent.once("close", () => signal.removeEventListener("abort", end));
}

/** Lines that are JSON objects; in the place of one that is not stands an error, as the server would tell it. */
async function* objectLines(response: IncomingMessage): AsyncIterable<Buffer> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield asObject(line);
    if (rest.length > LONGEST_LINE) return yield error("a line of the server's answer has no end");
  }
  if (rest.trim() !== "") yield asObject(rest);
}

function asObject(line: string): Buffer {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return Buffer.from(`${line}\n`);
  } catch {
    // Told below.
  }
  return error(`the server's answer is no JSON: ${line.slice(0, 200)}`);
}

const error = (text: string) => Buffer.from(`${JSON.stringify({ error: text })}\n`);

/** What an error's body says: JSON with an error, else its first line. */
async function errorIn(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    if (text.length > LONGEST_ERROR) break;
  }
  try {
    const said = (JSON.parse(text) as { error?: unknown }).error;
    return typeof said === "string" ? said : JSON.stringify(said ?? text);
  } catch {
    return messageOf(text).slice(0, 300) || `the server answered with ${response.statusCode}`;
  }
}
