import type { Tool as ApiTool, ChatRequest, Message } from "ollama/browser";
import type { BackendEvent } from "../../core/contracts/backend.ts";
import type { Clock } from "../../core/contracts/host.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Model } from "./model.ts";
import type { Options } from "./options.ts";
import { ask, type Reply } from "./reply.ts";
import type { Address } from "./server.ts";

/** How often a request is made again that a server in trouble did not answer. */
const RETRIES = 3;

/** A request that came to nothing, and is not made again. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.text);
    this.failure = failure;
  }
}

export type Answer =
  | ({ readonly kind: "reply" } & Reply)
  /** The server could not make sense of what the model wrote: the model has to write it again. */
  | { readonly kind: "unreadable"; readonly reason: string };

interface Line {
  readonly address: Address;
  readonly model: Model;
  readonly options: Options;
  readonly clock: Clock;
  /** Empty when the model writes its calls as text. */
  readonly tools: readonly ApiTool[];
}

/** The line to the model: asks again where that helps, and says what it does. */
export class Speaker {
  private readonly line: Line;

  constructor(line: Line) {
    this.line = line;
  }

  get callsTools(): boolean {
    return this.line.tools.length > 0;
  }

  async *ask(messages: Message[], signal: AbortSignal): AsyncGenerator<BackendEvent, Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.try(messages, signal);
      if (answer.kind !== "failure") return answer;
      const { failure } = answer;
      const passes = failure.kind === "cut" || failure.kind === "busy";
      if (!passes || attempt > RETRIES) throw new Unanswered(failure);
      yield { type: "message", text: `Asking again: ${failure.text}` };
      await this.line.clock.backOff(attempt, signal);
    }
  }

  private async try(
    messages: Message[],
    signal: AbortSignal,
  ): Promise<Answer | { readonly kind: "failure"; readonly failure: Failure }> {
    const { address, clock, model, options } = this.line;
    const patience = { clock, seconds: options.stall };
    try {
      return { kind: "reply", ...(await ask(this.request(messages), { address, patience, signal })) };
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = failureOf(thrown, { url: address.url, model: model.name });
      if (failure.kind === "bad_call") return { kind: "unreadable", reason: failure.text };
      return { kind: "failure", failure };
    }
  }

  private request(messages: Message[]): ChatRequest {
    const { model, options, tools } = this.line;
    return {
      model: model.name,
      messages,
      options: { num_ctx: model.window, num_predict: longestReply(model) },
      ...(tools.length > 0 && { tools: [...tools] }),
      ...(model.thinks && { think: options.think ?? true }),
    };
  }
}

/** In tokens: the part of the window that a reply, with its thoughts, may take. */
export const longestReply = ({ window }: Model): number => Math.floor(window / 4);
