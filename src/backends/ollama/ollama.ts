import type { Backend, BackendEvent, BackendRequest } from "../../core/contracts/backend.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import type { BackendResult, Usage } from "../../core/contracts/run-result.ts";
import { AgentLoop } from "./agent-loop.ts";
import type { ChatServer, Model } from "./api/chat-server.ts";
import type { Address } from "./api/http.ts";
import { addressFrom, serverFor } from "./api/server-for.ts";
import { Confined, Refused } from "./confined.ts";
import { Conversation } from "./conversation.ts";
import { type ServerFailure, toServerFailure } from "./failure.ts";
import { definitionsOf, instructionsFor } from "./instructions.ts";
import { Options } from "./options.ts";
import { inTime, type Patience } from "./patience.ts";
import { pulled } from "./pull.ts";
import { longestReply, Speaker, Unanswered } from "./speaker.ts";
import { ToolUse } from "./tool-use.ts";
import { toolsFor } from "./tools.ts";

const PROBE_S = 10;
/** Of a window, in characters: what one result may take of it. */
const RESULT_SHARE = 0.5;
const LONGEST_RESULT = 24_000;
const NOTHING_USED = { inputTokens: 0, outputTokens: 0, micros: 0 };
const NO_MODEL = "no model is named: write model: into the agent's file, e.g. model: qwen3:8b";

/** A local model made an agent by a loop of our own: on an Ollama server, or one that speaks OpenAI's API. */
export const ollama: Factory<Backend, Options> = {
  name: "ollama",
  options: Options,
  create: (options, host) => new OllamaBackend(options, host),
};

class OllamaBackend implements Backend {
  readonly name = "ollama";
  /** Unless a price is named for the model: a server of OpenAI's API may want to be paid. */
  readonly free: boolean;
  private readonly options: Options;
  private readonly host: Host;
  private readonly address: Address;
  private readonly server: ChatServer;

  constructor(options: Options, host: Host) {
    this.options = options;
    this.host = host;
    this.address = addressFrom(options, host.credentials);
    this.server = serverFor(this.address, options);
    this.free = this.priceOf(this.model ?? "") === undefined;
  }

  async probe(signal: AbortSignal): Promise<HealthReport> {
    const { model = "" } = this;
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    try {
      const server = await inTime(this.server.introduce(until), this.patience(PROBE_S));
      if (model === "") return this.report("pass", `${server}; the agent's file names the model`);
      const { window, callsTools } = await inTime(this.server.lookUp(model, until), this.patience(PROBE_S));
      return this.report("pass", `${server}, ${model}, ${window} tokens, ${wayOf(callsTools)}`);
    } catch (thrown) {
      const { cause, text } = toServerFailure(thrown, this.asked(model));
      const isPulled = cause === "unknown_model" && this.options.pull && this.server.pull !== undefined;
      return this.report(isPulled ? "warn" : "fail", isPulled ? `${model} is pulled first: ${text}` : text);
    } finally {
      over.abort();
    }
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const model = request.model ?? this.model;
    const progress: { loop?: AgentLoop } = {};
    // No request outlives the run: one that stalls would keep the process from ending.
    const over = new AbortController();
    try {
      signal.throwIfAborted();
      if (model === undefined) yield finished({ kind: "other", cause: "unknown_model", text: NO_MODEL });
      else yield* this.converse(model, request, AbortSignal.any([signal, over.signal]), progress);
    } catch (thrown) {
      const usage = progress.loop?.usage ?? NOTHING_USED;
      if (signal.aborted) yield { type: "finished", result: { ...STOPPED, usage } };
      else yield finished(this.failureOf(thrown, model ?? ""), usage);
    } finally {
      over.abort();
    }
  }

  private async *converse(
    name: string,
    request: BackendRequest,
    signal: AbortSignal,
    progress: { loop?: AgentLoop },
  ): AsyncIterable<BackendEvent> {
    const model = yield* this.find(name, signal);
    const detail = `${name} at ${this.address.url}, ${model.window} tokens, ${wayOf(model.callsTools)}`;
    yield { type: "started", detail };
    try {
      progress.loop = await this.loop(model, request);
      yield { type: "finished", result: yield* this.played(progress.loop, signal) };
    } catch (thrown) {
      // A model that says it knows tools may have a template that does not: it has not said a word yet.
      if (!(thrown instanceof Unanswered && thrown.failure.kind === "no_tools")) throw thrown;
      yield { type: "message", text: `${name} knows no tools: it writes its calls as text` };
      progress.loop = await this.loop({ ...model, callsTools: false }, request);
      yield { type: "finished", result: yield* this.played(progress.loop, signal) };
    }
  }

  private async *played(loop: AgentLoop, signal: AbortSignal): AsyncGenerator<BackendEvent, BackendResult> {
    const ending = yield* loop.play(signal);
    return { ...ending, usage: loop.usage };
  }

  private async *find(name: string, signal: AbortSignal): AsyncGenerator<BackendEvent, Model> {
    const look = () => inTime(this.server.lookUp(name, signal), this.patience(this.options.stall));
    try {
      return await look();
    } catch (thrown) {
      const { cause } = toServerFailure(thrown, this.asked(name));
      const coming = cause === "unknown_model" && this.options.pull ? this.server.pull?.(name, signal) : undefined;
      if (!coming) throw thrown;
      yield* pulled(name, coming, this.patience(this.options.stall));
    }
    return look();
  }

  private async loop(model: Model, request: BackendRequest): Promise<AgentLoop> {
    const { server, options, host } = this;
    const { clock } = host;
    const tools = toolsFor(request.tools);
    const definitions = model.callsTools ? definitionsOf(tools) : [];
    const longest = Math.min(LONGEST_RESULT, Math.floor(model.window * RESULT_SHARE));
    const desk = { clone: await Confined.in(request.cwd), request, host, seconds: options.command, longest };
    const { window } = model;
    const space = { window, reply: longestReply(window), tools: JSON.stringify(definitions).length };
    return new AgentLoop({
      speaker: new Speaker({ server, asked: this.asked(model.name), model, options, clock, tools: definitions }),
      conversation: new Conversation(instructionsFor(tools, model.callsTools), request.prompt, space),
      hands: new ToolUse(tools, desk),
      tools: tools.map(({ name }) => name),
      turns: options.turns,
      model: model.name,
      costOf: (usage) => this.costOf(model.name, usage),
      ...(request.judge && { judge: request.judge }),
      ...(request.wrapUp && { wrapUp: request.wrapUp }),
    });
  }

  /** By the backend's options, or by the agent's own file, whichever says it. */
  private get model(): string | undefined {
    return this.host.model ?? this.options.model;
  }

  private priceOf(model: string) {
    const { api, free } = this.options;
    return api === "openai" && !free ? this.host.prices?.of(model) : undefined;
  }

  /** Dollars per million tokens are micro-dollars per token. */
  private costOf(model: string, { inputTokens, outputTokens }: Usage): number {
    const { input = 0, output = 0 } = this.priceOf(model) ?? {};
    return Math.ceil(inputTokens * input + outputTokens * output);
  }

  private failureOf(thrown: unknown, model: string): ServerFailure {
    if (thrown instanceof Unanswered) return thrown.failure;
    if (thrown instanceof Refused) return { kind: "other", cause: "spawn", text: thrown.message };
    return toServerFailure(thrown, this.asked(model));
  }

  private asked(model: string) {
    return { api: this.options.api, url: this.address.url, model };
  }

  private patience(seconds: number): Patience {
    return { clock: this.host.clock, seconds };
  }

  private report(status: HealthReport["status"], detail: string): HealthReport {
    return { check: this.name, status, detail };
  }
}

const STOPPED = { stopReason: "cancelled", cause: "stopped", text: "stopped before it had ended" } as const;

const wayOf = (callsTools: boolean) => (callsTools ? "calls tools" : "writes its calls as text");

function finished({ cause, text }: ServerFailure, usage = NOTHING_USED as BackendResult["usage"]): BackendEvent {
  return { type: "finished", result: { stopReason: "error", cause, text, usage } };
}
