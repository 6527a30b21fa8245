import { z } from "zod";
import type { Options } from "../options.ts";
import {
  type ChatRequest,
  type ChatServer,
  MODEST_WINDOW,
  type Model,
  type ReplyPart,
  tokenCount,
} from "./chat-server.ts";
import { type Address, type Answered, answerTo, linesFrom, parsed } from "./http.ts";

const ModelInfo = z.object({
  capabilities: z.array(z.string()).optional().catch(undefined),
  parameters: z.string().optional().catch(undefined),
  template: z.string().optional().catch(undefined),
  model_info: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

const Called = z.object({ function: z.object({ name: z.unknown(), arguments: z.unknown() }).partial() });

const ChatLine = z.object({
  message: z
    .object({
      content: z.string().catch(""),
      thinking: z.string().catch(""),
      tool_calls: z.array(Called).catch([]),
    })
    .partial()
    .catch({}),
  done: z.boolean().catch(false),
  done_reason: z.string().optional().catch(undefined),
  prompt_eval_count: z.unknown().optional(),
  eval_count: z.unknown().optional(),
});

const PullStep = z.object({
  status: z.string().catch(""),
  total: z.number().catch(0),
  completed: z.number().catch(0),
});

/** Ollama's own API. */
export function ollamaApi(address: Address, { context }: Pick<Options, "context">): ChatServer {
  return {
    async introduce(signal) {
      const { version } = await answerTo(address, { path: "/api/version" }, signal);
      return `Ollama ${String(version)} at ${address.url}`;
    },
    async lookUp(model, signal) {
      return modelOf(
        model,
        ModelInfo.parse(await answerTo(address, { path: "/api/show", body: { model } }, signal)),
        context,
      );
    },
    async *pull(model, signal) {
      const question = { path: "/api/pull", body: { model, stream: true } };
      for await (const line of linesFrom(address, question, signal)) yield PullStep.parse(parsed(line));
    },
    async *chat(request, signal) {
      const question = { path: "/api/chat", body: bodyOf(request) };
      for await (const line of linesFrom(address, question, signal)) yield partOf(parsed(line));
    },
  };
}

/**
 * Body of a request. Messages that do not fit are refused and not cut, and the first are not forgotten: both would be
 * silent.
 */
const bodyOf = ({ model, messages, tools, window, longest, think }: ChatRequest) => ({
  model,
  messages,
  stream: true,
  truncate: false,
  shift: false,
  options: { num_ctx: window, num_predict: longest },
  ...(tools.length > 0 && { tools }),
  ...(think !== undefined && { think }),
});

function partOf(line: Answered): ReplyPart {
  const { message, done, done_reason: reason, prompt_eval_count: input, eval_count: output } = ChatLine.parse(line);
  const { content = "", thinking = "", tool_calls = [] } = message;
  const said = { text: content, thinking, calls: tool_calls.map(calledIn) };
  if (!done) return said;
  const tokens = { input: tokenCount(input), output: tokenCount(output) };
  return { ...said, end: reason === "length" ? "length" : "stop", tokens };
}

const calledIn = ({ function: { name, arguments: args } }: z.infer<typeof Called>) => ({ name, arguments: args });

function modelOf(name: string, shown: z.infer<typeof ModelInfo>, context: number | undefined): Model {
  const { capabilities, template = "" } = shown;
  return {
    name,
    window: windowOf(shown, context),
    // Older servers name no capabilities.
    callsTools: capabilities?.includes("tools") ?? /\.Tools\b|\btools\b/.test(template),
    thinks: capabilities?.includes("thinking") ?? false,
  };
}

function windowOf({ parameters = "", model_info = {} }: z.infer<typeof ModelInfo>, asked?: number): number {
  const length = Object.entries(model_info).find(([key]) => key.endsWith(".context_length"))?.[1];
  const most = typeof length === "number" && length > 0 ? length : Number.POSITIVE_INFINITY;
  const written = Number(/^num_ctx\s+(?<tokens>\d+)/m.exec(parameters)?.groups?.tokens ?? MODEST_WINDOW);
  return Math.min(asked ?? written, most);
}
