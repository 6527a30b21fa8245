import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Message {
  readonly role: string;
  readonly content: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly unknown[];
  readonly tool_name?: string;
}

/** What a client sends to /api/chat. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly options?: { readonly num_ctx?: number; readonly num_predict?: number };
  readonly think?: unknown;
  readonly stream?: boolean;
}

/** What the model does when it is asked. */
export interface Turn {
  readonly thinking?: string;
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly reason?: "stop" | "length";
  /** What the server counts; made up from the length of what was said where left out. */
  readonly tokens?: { readonly input?: number; readonly output?: number };
  /** The server answers with an error instead. */
  readonly error?: { readonly status: number; readonly text: string; readonly isHtml?: boolean };
  /** After what was said: an error in the stream, a line that is no JSON, a broken connection, or nothing at all. */
  readonly ending?: { readonly error: string } | { readonly line: string } | "cut" | "stall";
}

/** A model, as the server knows it. */
export interface MockModel {
  readonly capabilities?: readonly string[];
  readonly parameters?: string;
  readonly template?: string;
  readonly length?: number;
  /** The server says nothing when it is asked about it. */
  readonly isMute?: boolean;
  /** By how many replies it has given; called for every request. */
  readonly play?: (turn: number, body: ChatBody) => Turn;
}

/** A server on the loopback that speaks Ollama's HTTP API: NDJSON streams, errors and troubles as the real one has them. */
export class MockOllama {
  /** Every chat request, in order. */
  readonly asked: ChatBody[] = [];
  /** Resolves when it has begun to stall. */
  readonly stalled = Promise.withResolvers<void>();
  /** Resolves when the client has let go of it meanwhile. */
  readonly givenUp = Promise.withResolvers<void>();
  private readonly models = new Map<string, MockModel>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(models: Readonly<Record<string, MockModel>>): Promise<MockOllama> {
    const mock = new MockOllama();
    for (const [name, model] of Object.entries(models)) mock.models.set(name, model);
    mock.server.listen(0, "127.0.0.1");
    await once(mock.server, "listening");
    return mock;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await bodyOf(request);
    const name = [body.model, body.name].find((one) => typeof one === "string") ?? "";
    switch (`${request.method} ${request.url}`) {
      case "GET /api/version":
        return json(response, 200, { version: "0.12.6" });
      case "GET /api/tags":
        return json(response, 200, { models: [...this.models.keys()].map((one) => ({ name: one, model: one })) });
      case "POST /api/show":
        return this.show(name, response);
      case "POST /api/pull":
        return this.pull(name, response);
      case "POST /api/chat":
        return this.chat(body as unknown as ChatBody, response);
      default:
        return response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
    }
  }

  private show(name: string, response: ServerResponse): unknown {
    const model = this.models.get(name);
    if (!model) return json(response, 404, { error: `model '${name}' not found` });
    if (model.isMute) return this.stall(response);
    const { capabilities = ["completion", "tools"], parameters, template = "{{ .Prompt }}", length = 32_768 } = model;
    const model_info = { "general.architecture": "mock", "mock.context_length": length };
    return json(response, 200, {
      license: "",
      modelfile: "",
      parameters,
      template,
      details: {},
      model_info,
      capabilities,
    });
  }

  private pull(name: string, response: ServerResponse): unknown {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    if (name.startsWith("missing")) {
      line(response, { error: "pull model manifest: file does not exist" });
      return response.end();
    }
    const layer = { status: "pulling 1234abcd", digest: "sha256:1234abcd", total: 1000 };
    line(response, { status: "pulling manifest" });
    if (name.startsWith("stalls")) return this.stall(response);
    for (const completed of [0, 40, 500, 505, 1000]) line(response, { ...layer, completed });
    line(response, { status: "success" });
    this.models.set(name, {
      play: () => ({ text: "Pulled, and done.\n```midwatch\nitem: done\nreason: it works\n```" }),
    });
    return response.end();
  }

  private chat(body: ChatBody, response: ServerResponse): unknown {
    const model = this.models.get(body.model);
    this.asked.push(body);
    if (!model) return json(response, 404, { error: `model '${body.model}' not found` });
    const cannot = body.tools && !(model.capabilities ?? ["tools"]).includes("tools");
    if (cannot) return noTools(response, body.model);
    const turn = body.messages.filter(({ role }) => role === "assistant").length;
    return this.say(model.play?.(turn, body) ?? {}, body, response);
  }

  private stall(response: ServerResponse): unknown {
    this.stalled.resolve();
    return response.on("close", () => this.givenUp.resolve());
  }

  private say(turn: Turn, body: ChatBody, response: ServerResponse): unknown {
    const { error, ending } = turn;
    if (error?.isHtml)
      return response.writeHead(error.status, { "content-type": "text/html" }).end(`<p>${error.text}</p>`);
    if (error) return json(response, error.status, { error: error.text });
    const parts = partsOf(turn);
    // Like the real one: no header before the first word.
    if (parts.length > 0) response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const message of parts)
      line(response, { ...stamp(body), message: { role: "assistant", content: "", ...message }, done: false });
    if (ending === "stall") return this.stall(response);
    if (ending === "cut") return response.write(" ", () => response.destroy());
    if (ending) return response.end("line" in ending ? `${ending.line}\n` : `${JSON.stringify(ending)}\n`);
    line(response, {
      ...stamp(body),
      message: { role: "assistant", content: "" },
      done: true,
      ...countsOf(turn, body),
    });
    return response.end();
  }
}

/** Word by word; each tool call in a part of its own. */
function partsOf({ thinking = "", text = "", calls = [] }: Turn): Partial<Message>[] {
  return [
    ...wordsOf(thinking).map((word) => ({ thinking: word })),
    ...wordsOf(text).map((content) => ({ content })),
    ...calls.map((called) => ({ tool_calls: [{ function: called }] })),
  ];
}

const wordsOf = (text: string) => text.match(/\s*\S+\s*/g) ?? [];

function countsOf({ reason = "stop", tokens = {}, text = "" }: Turn, { messages }: ChatBody) {
  const said = messages.reduce((sum, { content }) => sum + content.length, 0);
  const { input = Math.ceil(said / 4), output = Math.ceil(text.length / 4) } = tokens;
  return { done_reason: reason, prompt_eval_count: input, eval_count: output, total_duration: 1, eval_duration: 1 };
}

const stamp = ({ model }: ChatBody) => ({ model, created_at: "2026-11-23T09:00:00Z" });

const line = (response: ServerResponse, value: unknown) => response.write(`${JSON.stringify(value)}\n`);

function json(response: ServerResponse, status: number, value: unknown): unknown {
  return response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

const noTools = (response: ServerResponse, model: string) =>
  json(response, 400, { error: `registry.ollama.ai/library/${model} does not support tools` });

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
