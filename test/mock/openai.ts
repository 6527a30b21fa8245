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
  readonly status?: number;
  /** What is wrong, where `status` says that something is. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly usage?: Counts;
  /** Never answers: at all, or after its first words. */
  readonly stall?: "at once" | "midway";
}

const USAGE: Counts = { prompt: 1000, completion: 50 };

/**
 * An OpenAI-compatible API on loopback: streamed chat completions, as scripted. The answers are given one by one; the
 * last is repeated.
 */
export async function startOpenAi(answers: readonly Answer[], onRequest: (request: Asked) => void = () => {}) {
  const requests: Asked[] = [];
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then((body) => {
      const asked = { path: incoming.url ?? "", headers: incoming.headers, body };
      if (!asked.path.endsWith("/chat/completions")) {
        reply(response, 404, { error: { message: "no such path" } });
        return;
      }
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {};
      requests.push(asked);
      onRequest(asked);
      play(response, answer, body.model ?? "");
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

function play(response: ServerResponse, answer: Answer, model: string): void {
  const { text = "", status = 200, message = "the mock says no", headers = {}, usage = USAGE, stall } = answer;
  if (stall === "at once") return;
  if (status !== 200) {
    reply(response, status, { error: { message, type: "mock", code: null } }, headers);
    return;
  }
  const about = { id: "mock", object: "chat.completion.chunk", created: 1, model };
  const say = (more: object) => response.write(`data: ${JSON.stringify({ ...about, ...more })}\n\n`);
  const choice = (delta: object, finish: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  response.writeHead(200, { "content-type": "text/event-stream" });
  say(choice({ role: "assistant", content: "" }));
  for (const piece of text.match(/[\s\S]{1,40}/g) ?? []) say(choice({ content: piece }));
  if (stall) return;
  say(choice({}, "stop"));
  const { prompt, completion, cached = 0 } = usage;
  const details = { prompt_tokens_details: { cached_tokens: cached } };
  const counts = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  say({ choices: [], usage: { ...counts, ...details } });
  response.end("data: [DONE]\n\n");
}

function reply(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
