import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the mock has seen it. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
    readonly tools?: readonly { readonly function: { readonly name: string } }[];
    readonly max_tokens?: number;
    readonly reasoning_effort?: string;
  };
}

interface Counts {
  readonly prompt: number;
  readonly completion: number;
  readonly cached?: number;
}

/** What it answers to one request. */
export interface Answer {
  readonly text?: string;
  readonly thinking?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[];
  /** Why it ends; "nothing" when the body ends without a word. */
  readonly finish?: "stop" | "length" | "nothing";
  /** An error in the middle of the stream. */
  readonly breaks?: object;
  readonly status?: number;
  /** What is wrong, where `status` says that something is. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly usage?: Counts;
  /** Never answers: at all, or after its first words. */
  readonly stall?: "at once" | "midway";
}

const MODELS = ["mock", "other", "working", "hanging", "failing"];
const USAGE: Counts = { prompt: 1000, completion: 50 };

/** What it says of itself, besides chatting: its models, and what only llama.cpp's server tells. */
export interface Told {
  readonly models?: readonly object[];
  readonly props?: object;
}

/**
 * An OpenAI-compatible API on loopback: streamed chat completions, as scripted. The answers are given one by one; the
 * last is repeated.
 */
export async function startOpenAi(
  answers: readonly Answer[],
  onRequest: (request: Asked) => void = () => {},
  { models = MODELS.map((id) => ({ id, object: "model", owned_by: "mock" })), props }: Told = {},
  play?: (model: string, turn: number) => Answer,
) {
  const requests: Asked[] = [];
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const asked = { path: incoming.url ?? "", headers: incoming.headers, body };
      if (asked.path === "/v1/models") return reply(response, 200, { object: "list", data: models });
      if (asked.path === "/props" && props) return reply(response, 200, props);
      if (!asked.path.endsWith("/chat/completions")) {
        reply(response, 404, { error: { message: "no such path" } });
        return;
      }
      const turn = body.messages?.filter(({ role }) => role === "assistant").length ?? 0;
      const answer = play?.(body.model ?? "", turn) ?? answers[Math.min(requests.length, answers.length - 1)] ?? {};
      requests.push(asked);
      onRequest(asked);
      say(response, answer, body.model ?? "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Asked["body"]> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8") as AsyncIterable<string>) text += chunk;
  return text === "" ? {} : (JSON.parse(text) as Asked["body"]);
}

function say(response: ServerResponse, answer: Answer, model: string): void {
  const { text = "", thinking = "", calls = [], finish = "stop", breaks } = answer;
  const { status = 200, message = "the mock says no", headers = {}, usage = USAGE, stall } = answer;
  if (stall === "at once") return;
  if (status !== 200) {
    reply(response, status, { error: { message, type: "mock", code: null } }, headers);
    return;
  }
  const about = { id: "mock", object: "chat.completion.chunk", created: 1, model };
  const send = (more: object) => response.write(`data: ${JSON.stringify({ ...about, ...more })}\n\n`);
  const choice = (delta: object, finish: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  response.writeHead(200, { "content-type": "text/event-stream" });
  send(choice({ role: "assistant", content: "" }));
  for (const piece of piecesOf(thinking)) send(choice({ reasoning_content: piece }));
  for (const piece of text.match(/[\s\S]{1,40}/g) ?? []) send(choice({ content: piece }));
  for (const delta of calls.flatMap(deltasOf)) send(choice(delta));
  if (stall) return;
  if (breaks) return void response.end(`data: ${JSON.stringify(breaks)}\n\n`);
  if (finish === "nothing") return void response.end();
  send(choice({}, finish === "stop" && calls.length > 0 ? "tool_calls" : finish));
  const { prompt, completion, cached = 0 } = usage;
  const details = { prompt_tokens_details: { cached_tokens: cached } };
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  send({ choices: [], usage: { ...counts, ...details } });
  response.end("data: [DONE]\n\n");
}

const piecesOf = (text: string) => text.match(/[\s\S]{1,12}/g) ?? [];

/** A call comes as its name, and then its arguments in pieces. */
function deltasOf({ name, arguments: args }: { name: string; arguments: unknown }, index: number): object[] {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  const first = { index, id: `real-${index}`, type: "function", function: { name, arguments: "" } };
  const rest = piecesOf(text).map((piece) => ({ index, function: { arguments: piece } }));
  return [first, ...rest].map((call) => ({ tool_calls: [call] }));
}

function reply(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
