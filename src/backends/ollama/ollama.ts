import type { Backend, BackendEvent, BackendRequest, BackendResult } from "../../core/contracts/backend.ts";
import type { HealthReport } from "../../core/contracts/health.ts";
import type { Factory, Host } from "../../core/contracts/plugin.ts";
import { AgentLoop } from "./agent-loop.ts";
import { Confined, Refused } from "./confined.ts";
import { Conversation } from "./conversation.ts";
import { type Failure, failureOf } from "./failure.ts";
import { definitionsOf, instructionsFor } from "./instructions.ts";
import { lookUp, type Model } from "./model.ts";
import { Options } from "./options.ts";
import { pull } from "./pull.ts";
import { type Address, addressFrom, connect, inTime, type Patience } from "./server.ts";
import { longestReply, Speaker, Unanswered } from "./speaker.ts";
import { ToolUse } from "./tool-use.ts";
import { toolsFor } from "./tools.ts";

const PROBE_S = 10;
/** Of a window, in characters: what one result may take of it. */
const RESULT_SHARE = 0.5;
const LONGEST_RESULT = 24_000;
const NOTHING_USED = { inputTokens: 0, outputTokens: 0, micros: 0 };
const NO_MODEL = "no model is named: write model: into the agent's file, e.g. model: qwen3:8b";

/** A local model on an Ollama server, made an agent by a loop of our own. */
export const ollama: Factory<Backend, Options> = {
  name: "ollama",
  options: Options,
  create: (options, host) => new OllamaBackend(options, host),
};

class OllamaBackend implements Backend {
  readonly name = "ollama";
  readonly free = true;
  private readonly options: Options;
  private readonly host: Host;
  private readonly address: Address;

  constructor(options: Options, host: Host) {
    this.options = options;
    this.host = host;
    this.address = addressFrom(options.url, host.credentials);
  }

  async probe(signal: AbortSignal): Promise<HealthReport> {
    const { model = "" } = this.options;
    const over = new AbortController();
    const client = connect(this.address, AbortSignal.any([signal, over.signal]));
    try {
      const { version } = await inTime(client.version(), this.patience(PROBE_S));
      const server = `Ollama ${version} at ${this.address.url}`;
      if (model === "") return this.report("pass", `${server}; the agent's file names the model`);
      const { window, callsTools } = await inTime(lookUp(client, model, this.options), this.patience(PROBE_S));
      return this.report("pass", `${server}, ${model}, ${window} tokens, ${wayOf(callsTools)}`);
    } catch (thrown) {
      const { cause, text } = failureOf(thrown, { url: this.address.url, model });
      const isPulled = cause === "unknown_model" && this.options.pull;
      return this.report(isPulled ? "warn" : "fail", isPulled ? `${model} is pulled first: ${text}` : text);
    } finally {
      over.abort();
    }
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    const model = request.model ?? this.options.model;
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
    const detail = `${name} on Ollama at ${this.address.url}, ${model.window} tokens, ${wayOf(model.callsTools)}`;
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
    const client = connect(this.address, signal);
    const look = () => inTime(lookUp(client, name, this.options), this.patience(this.options.stall));
    try {
      return await look();
    } catch (thrown) {
      const { cause } = failureOf(thrown, { url: this.address.url, model: name });
      if (cause !== "unknown_model" || !this.options.pull) throw thrown;
    }
    yield* pull(client, name, this.patience(this.options.stall));
    return look();
  }

  private async loop(model: Model, request: BackendRequest): Promise<AgentLoop> {
    const { address, options, host } = this;
    const tools = toolsFor(request.tools);
    const definitions = model.callsTools ? definitionsOf(tools) : [];
    const longest = Math.min(LONGEST_RESULT, Math.floor(model.window * RESULT_SHARE));
    const desk = { clone: await Confined.in(request.cwd), request, host, seconds: options.command, longest };
    const space = { room: model.window - longestReply(model), extra: JSON.stringify(definitions).length };
    return new AgentLoop({
      speaker: new Speaker({ address, model, options, clock: host.clock, tools: definitions }),
      conversation: new Conversation(instructionsFor(tools, model.callsTools), request.prompt, space),
      hands: new ToolUse(tools, desk),
      tools: tools.map(({ name }) => name),
      turns: options.turns,
      ...(request.wrapUp && { wrapUp: request.wrapUp }),
    });
  }

  private failureOf(thrown: unknown, model: string): Failure {
    if (thrown instanceof Unanswered) return thrown.failure;
    if (thrown instanceof Refused) return { kind: "other", cause: "spawn", text: thrown.message };
    return failureOf(thrown, { url: this.address.url, model });
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

function finished({ cause, text }: Failure, usage = NOTHING_USED as BackendResult["usage"]): BackendEvent {
  return { type: "finished", result: { stopReason: "error", cause, text, usage } };
}
