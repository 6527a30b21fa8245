import { type ChildProcess, fork } from "node:child_process";

export interface Message {
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
  readonly truncate?: boolean;
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
  /** After what was said: an error in the stream, a line that is no JSON, a broken connection, no last line, or nothing. */
  readonly ending?: { readonly error: string } | { readonly line: string } | "cut" | "stall" | "unfinished";
}

/** A model, as the server knows it. */
export interface MockFacts {
  readonly capabilities?: readonly string[];
  readonly parameters?: string;
  readonly template?: string;
  readonly length?: number;
  /** The server says nothing when it is asked about it. */
  readonly isMute?: boolean;
}

export interface MockModel extends MockFacts {
  /** By how many replies it has given; called for every request. */
  readonly play?: (turn: number, body: ChatBody) => Turn;
}

/** What the server's process is told, and what it tells. */
export type ToServer =
  | {
      readonly type: "listen";
      readonly server: number;
      readonly port: number;
      readonly models: Record<string, MockFacts>;
    }
  | { readonly type: "close"; readonly server: number }
  | { readonly type: "turn"; readonly request: number; readonly turn: Turn };
export type FromServer =
  | { readonly type: "listening"; readonly server: number; readonly port: number }
  | { readonly type: "chat"; readonly server: number; readonly request: number; readonly body: ChatBody }
  | { readonly type: "stalled" | "given-up" | "closed"; readonly server: number };

const PULLED: MockModel = {
  play: () => ({ text: "Pulled, and done.\n```midwatch\nitem: done\nreason: it works\n```" }),
};

/**
 * A server on the loopback that speaks Ollama's HTTP API: streams, errors, troubles and pauses as the real one has them,
 * and in a process of its own, as the real one is. The model is played here.
 */
export class MockOllama {
  /** Every chat request, in order. */
  readonly asked: ChatBody[] = [];
  /** Resolves when it has begun to stall. */
  readonly stalled = Promise.withResolvers<void>();
  /** Resolves when the client has let go of it meanwhile. */
  readonly givenUp = Promise.withResolvers<void>();
  private readonly listening = Promise.withResolvers<number>();
  private readonly closed = Promise.withResolvers<void>();
  private readonly id: number;
  private readonly models: Readonly<Record<string, MockModel>>;
  private port = 0;

  private constructor(models: Readonly<Record<string, MockModel>>) {
    this.id = mocks.push(this);
    this.models = models;
  }

  static async start(models: Readonly<Record<string, MockModel>>, port = 0): Promise<MockOllama> {
    const mock = new MockOllama(models);
    const facts = Object.entries(models).map(([name, { play: _play, ...model }]) => [name, model] as const);
    program().send({ type: "listen", server: mock.id, port, models: Object.fromEntries(facts) } satisfies ToServer);
    mock.port = await mock.listening.promise;
    return mock;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    program().send({ type: "close", server: this.id } satisfies ToServer);
    await this.closed.promise;
  }

  /** Something has happened at the server. */
  hear(message: FromServer): void {
    if (message.type === "chat") this.reply(message.request, message.body);
    else if (message.type === "listening") this.listening.resolve(message.port);
    else if (message.type === "stalled") this.stalled.resolve();
    else if (message.type === "given-up") this.givenUp.resolve();
    else this.closed.resolve();
  }

  private reply(request: number, body: ChatBody): void {
    this.asked.push(body);
    const at = body.messages.filter(({ role }) => role === "assistant").length;
    const turn = (this.models[body.model] ?? PULLED).play?.(at, body) ?? {};
    program().send({ type: "turn", request, turn } satisfies ToServer);
  }
}

const mocks: MockOllama[] = [];
let child: ChildProcess | undefined;

/** One process for all servers of a file: it ends with whoever has started it. */
function program(): ChildProcess {
  child ??= started();
  return child;
}

function started(): ChildProcess {
  const made = fork(new URL("ollama-process.ts", import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  made.on("message", (message: FromServer) => mocks[message.server - 1]?.hear(message));
  made.unref();
  made.channel?.unref();
  return made;
}
