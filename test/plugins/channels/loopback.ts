import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** What a server does with the next request that would write. */
export type Mood =
  /** It is done, and then the answer is this one. */
  | { readonly after: Said }
  /** It is not done. */
  | { readonly before: Said }
  /** It is done, or not, and there is never an answer. */
  | { readonly silent: "after" | "before" };

/** A status, headers and a body; no status at all is a connection that breaks. */
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Heard {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** A server on this machine that speaks as somebody else's does, and misbehaves as it is told to. */
export abstract class Loopback {
  readonly heard: Heard[] = [];
  /** Its own clock. */
  now: () => number = Date.now;
  private readonly moods: (Mood | undefined)[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private waiting: { readonly done: () => void; left: number }[] = [];

  protected abstract answer(heard: Heard): Said;
  protected abstract writes(heard: Heard): boolean;

  /** Its address, from when it listens. */
  async start(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    afterAll(() => this.stop());
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** How the next writing requests fare, in order: well, where nothing is said. */
  next(...moods: readonly (Mood | undefined)[]): void {
    this.moods.push(...moods);
  }

  /** When the nth writing request from now on has been dealt with, or not. */
  written(nth = 1): Promise<void> {
    return new Promise((done) => {
      this.waiting.push({ done, left: nth });
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const heard = { method: request.method ?? "", url, headers: request.headers, text, json: jsonOf(text) };
    this.heard.push(heard);
    const isWrite = this.writes(heard);
    this.reply(isWrite ? this.moods.shift() : undefined, heard, response);
    if (!isWrite) return;
    for (const one of this.waiting) if (--one.left === 0) one.done();
  }

  private reply(mood: Mood | undefined, heard: Heard, response: ServerResponse): void {
    const isDone = !mood || "after" in mood || ("silent" in mood && mood.silent === "after");
    const answer = isDone ? this.answer(heard) : {};
    if (mood && "silent" in mood) return;
    const { status, headers = {}, body } = mood ? ("after" in mood ? mood.after : mood.before) : answer;
    if (status === undefined) return void response.socket?.destroy();
    const isText = typeof body === "string";
    response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json", ...headers });
    response.end(isText ? body : body === undefined ? "" : JSON.stringify(body));
  }
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
