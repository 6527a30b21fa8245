import type { BackendEvent } from "../../core/contracts/backend.ts";
import type { Clock } from "../../core/contracts/clock.ts";
import type { ChatMessage, ChatRequest, ChatServer, Model, ToolDefinition } from "./api/chat-server.ts";
import type { TokenCounts } from "./api/refusal.ts";
import { type FailedRequest, type ServerFailure, toServerFailure } from "./failure.ts";
import type { Options } from "./options.ts";
import { askModel, type Reply } from "./reply.ts";

/** Times a request is made again that a server in trouble did not answer. */
const RETRIES = 3;
/** Milliseconds to wait for a server that has answered before: one that restarts loads its model anew. */
const AWAITED_MS = 60_000;
/** Between two words on how long a reply has become. */
const TELL_MS = 10_000;

/** A request that came to nothing, and is not made again. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
  readonly failure: ServerFailure;

  constructor(failure: ServerFailure) {
    super(failure.text);
    this.failure = failure;
  }
}

export type ModelAnswer =
  | ({ readonly kind: "reply" } & Reply)
  /** The server could not make sense of what the model wrote: the model has to write it again. */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** The server does not take so much: less has to be said. */
  | { readonly kind: "too_long"; readonly reason: string; readonly counts: TokenCounts };

/** While a reply comes: what is done about it, or how many tokens it has by now. */
export type Progress = BackendEvent | { readonly type: "tokens"; readonly count: number };

interface Connection {
  readonly server: ChatServer;
  readonly asked: FailedRequest;
  readonly model: Model;
  readonly options: Options;
  readonly clock: Clock;
  /** Empty when the model writes its calls as text. */
  readonly tools: readonly ToolDefinition[];
}

/** The line to the model: asks again where that helps, and says what it does. */
export class Speaker {
  private readonly line: Connection;
  private hasAnswered = false;

  constructor(line: Connection) {
    this.line = line;
  }

  get callsTools(): boolean {
    return this.line.tools.length > 0;
  }

  async *ask(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<Progress, ModelAnswer> {
    const { clock } = this.line;
    const since = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      const answer = yield* this.try(messages, signal);
      if (answer.kind !== "failure") return answer;
      if (!this.mayPass(answer.failure, attempt, clock.now() - since)) throw new Unanswered(answer.failure);
      yield { type: "message", text: `Asking again: ${answer.failure.text}` };
      await clock.backOff(attempt, signal);
    }
  }

  private mayPass({ kind }: ServerFailure, attempt: number, waited: number): boolean {
    if (kind === "down") return this.hasAnswered && waited < AWAITED_MS;
    const isTrouble = kind === "cut" || kind === "busy";
    return isTrouble && (attempt <= RETRIES || (this.hasAnswered && kind === "busy" && waited < AWAITED_MS));
  }

  private async *try(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
  ): AsyncGenerator<Progress, ModelAnswer | { readonly kind: "failure"; readonly failure: ServerFailure }> {
    const { asked } = this.line;
    try {
      const reply = yield* this.listen(messages, signal);
      this.hasAnswered = true;
      return { kind: "reply", ...reply };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = toServerFailure(thrown, asked);
      if (failure.kind === "bad_call") return { kind: "unreadable", reason: failure.text };
      if (failure.kind === "too_long") return { kind: "too_long", reason: failure.text, counts: failure.counts ?? {} };
      return { kind: "failure", failure };
    }
  }

  private async *listen(messages: readonly ChatMessage[], signal: AbortSignal): AsyncGenerator<Progress, Reply> {
    const { clock, server, options } = this.line;
    const coming = askModel(server, this.request(messages), { patience: { clock, seconds: options.stall }, signal });
    let toldAt = clock.now();
    try {
      for (;;) {
        const { done, value } = await coming.next();
        if (done) return value;
        if (clock.now() - toldAt < TELL_MS) continue;
        toldAt = clock.now();
        yield { type: "tokens", count: value };
      }
    } finally {
      await coming.return(undefined as never);
    }
  }

  private request(messages: readonly ChatMessage[]): ChatRequest {
    const { model, options, tools } = this.line;
    return {
      model: model.name,
      messages,
      tools,
      window: model.window,
      longest: longestReply(model.window),
      ...(model.thinks && { think: options.think ?? true }),
    };
  }
}

/** In tokens: the part of the window that a reply, with its thoughts, may take. */
export const longestReply = (window: number): number => Math.floor(window / 4);
