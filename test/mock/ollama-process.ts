import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { ChatBody, FromServer, MockFacts, ToServer, Turn } from "./ollama.ts";
import { listed, parts, shown, stamp } from "./ollama-wire.ts";

/** Between two words; a real one takes 10 to 400. What is sent in one tick shows nothing of what a client gets wrong. */
const WORD_MS = 5;

/** One server, of the several that this process may be. */
class OllamaServer {
  private readonly id: number;
  private readonly models: Map<string, MockFacts>;
  private readonly server: Server;

  constructor(id: number, models: Readonly<Record<string, MockFacts>>) {
    this.id = id;
    this.models = new Map(Object.entries(models));
    this.server = createServer((request, response) => void this.answer(request, response).catch(() => {}));
  }

  async listen(port: number): Promise<number> {
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await bodyOf(request);
    const name = [body.model, body.name].find((one) => typeof one === "string") ?? "";
    switch (`${request.method} ${request.url}`) {
      case "GET /api/version":
        return json(response, 200, { version: "0.33.0-rc2" });
      case "GET /api/tags":
        return json(response, 200, { models: [...this.models.keys()].map(listed) });
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
    if (!model) return json(response, 404, { error: `model '${tagged(name)}' not found` });
    return model.isMute ? this.stall(response) : json(response, 200, shown(model));
  }

  private async pull(name: string, response: ServerResponse): Promise<unknown> {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const lookup = `Get "https://models.invalid/v2/library/${name}/manifests/latest": dial tcp: lookup models.invalid: no such host`;
    line(response, { status: "pulling manifest" });
    if (name.startsWith("missing")) return response.end(ended({ error: `pull model manifest: ${lookup}` }));
    const layer = { status: "pulling 1234abcd", digest: "sha256:1234abcd", total: 1000 };
    if (name.startsWith("stalls")) return this.stall(response);
    for (const completed of [0, 40, 500, 505, 1000]) {
      line(response, { ...layer, completed });
      await pause(WORD_MS);
    }
    this.models.set(name, {});
    return response.end(ended({ status: "success" }));
  }

  private async chat(body: ChatBody, response: ServerResponse): Promise<unknown> {
    const model = this.models.get(body.model);
    if (!model) return json(response, 404, { error: `model '${body.model}' not found` });
    const turn = await turnFor(this.id, body);
    const cannot = body.tools && !(model.capabilities ?? ["tools"]).includes("tools");
    if (cannot)
      return json(response, 400, { error: `registry.ollama.ai/library/${body.model} does not support tools` });
    return this.say(turn, body, response);
  }

  private async say(turn: Turn, body: ChatBody, response: ServerResponse): Promise<unknown> {
    const { error, ending } = turn;
    if (error?.isHtml)
      return response.writeHead(error.status, { "content-type": "text/html" }).end(`<p>${error.text}</p>`);
    if (error) return json(response, error.status, { error: error.text });
    const { words, last } = parts(turn, body);
    for (const word of words) {
      // Like the real one: no header before the first word.
      if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
      line(response, { ...stamp(body), message: word, done: false });
      await pause(WORD_MS);
    }
    if (ending === "stall") return this.stall(response);
    if (ending === "cut") return response.write(" ", () => response.destroy());
    if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
    if (ending === "unfinished") return response.end();
    if (ending) return response.end("line" in ending ? `${ending.line}\n` : ended(ending));
    // The last line and the body's end in one segment.
    return response.end(ended({ ...stamp(body), ...last }));
  }

  private stall(response: ServerResponse): unknown {
    tell({ type: "stalled", server: this.id });
    return response.on("close", () => tell({ type: "given-up", server: this.id }));
  }
}

const servers = new Map<number, OllamaServer>();
const awaited = new Map<number, (turn: Turn) => void>();

/** The model is played by whoever started us. */
function turnFor(server: number, body: ChatBody): Promise<Turn> {
  const { promise, resolve } = Promise.withResolvers<Turn>();
  const request = awaited.size === 0 ? 1 : Math.max(...awaited.keys()) + 1;
  awaited.set(request, resolve);
  tell({ type: "chat", server, request, body });
  return promise;
}

async function hear(message: ToServer): Promise<void> {
  switch (message.type) {
    case "listen": {
      const server = new OllamaServer(message.server, message.models);
      servers.set(message.server, server);
      return tell({ type: "listening", server: message.server, port: await server.listen(message.port) });
    }
    case "close":
      await servers.get(message.server)?.close();
      return tell({ type: "closed", server: message.server });
    case "turn":
      awaited.get(message.request)?.(message.turn);
      awaited.delete(message.request);
  }
}

const tell = (message: FromServer): void => void process.send?.(message);

const tagged = (name: string) => (name.includes(":") ? name : `${name}:latest`);
const ended = (value: unknown) => `${JSON.stringify(value)}\n`;
const line = (response: ServerResponse, value: unknown) => response.write(ended(value));

function json(response: ServerResponse, status: number, value: unknown): unknown {
  return response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

process.on("message", (message: ToServer) => void hear(message));
process.on("disconnect", () => process.exit());
