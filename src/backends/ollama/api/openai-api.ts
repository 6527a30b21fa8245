import { z } from "zod";
import type { Options } from "../options.ts";
import { type ChatRequest, type ChatServer, MODEST_WINDOW, type Model, type ReplyPart } from "./chat-server.ts";
import { type Address, answerTo, linesFrom, parsed } from "./http.ts";
import { messagesFor } from "./openai-messages.ts";
import { OpenAiReply } from "./openai-reply.ts";
import { ServerError } from "./refusal.ts";

const tokens = z.int().positive().optional().catch(undefined);

const Models = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      aliases: z.array(z.string()).catch([]),
      owned_by: z.string().optional().catch(undefined),
      /** As vLLM says it, and as llama.cpp's server does. */
      max_model_len: tokens,
      meta: z.object({ n_ctx: tokens }).partial().nullish().catch(undefined),
    }),
  ),
});
type Listed = z.infer<typeof Models>["data"][number];

/** Facts that only llama.cpp's server tells: its slots' window, and what the model's template is able to say. */
const Props = z.object({
  default_generation_settings: z.object({ n_ctx: tokens }).partial().catch({}),
  chat_template_caps: z.object({ supports_tools: z.boolean() }).partial().catch({}),
});
type Props = z.infer<typeof Props>;

/** OpenAI's chat API, as llama.cpp's server, vLLM, LM Studio and many more speak it. */
export function openAiApi(at: Address, { context, think }: Pick<Options, "context" | "think">): ChatServer {
  const base = { ...at, url: /\/v\d+$/.test(at.url) ? at.url : `${at.url}/v1` };
  const models = async (signal: AbortSignal) => Models.parse(await answerTo(base, { path: "/models" }, signal)).data;
  const props = (signal: AbortSignal): Promise<Props | undefined> =>
    answerTo({ ...at, url: base.url.replace(/\/v\d+$/, "") }, { path: "/props" }, signal).then(
      (answer) => Props.safeParse(answer).data,
      () => undefined,
    );
  return {
    async introduce(signal) {
      const [first] = await models(signal);
      return `${first?.owned_by === "llamacpp" ? "llama.cpp's server" : "an OpenAI-compatible server"} at ${at.url}`;
    },
    async lookUp(name, signal) {
      const listed = await models(signal);
      const found = listed.find((one) => isCalled(one, name));
      if (!found) throw new ServerError(404, `it has: ${listed.map(({ id }) => id).join(", ") || "none"}`);
      return modelOf(found, { props: await props(signal), context, thinks: think !== undefined });
    },
    async *chat(request, signal): AsyncIterable<ReplyPart> {
      const reply = new OpenAiReply();
      for await (const line of linesFrom(base, { path: "/chat/completions", body: bodyOf(request) }, signal)) {
        const said = /^(?:data|error):\s*(?<json>.+)$/.exec(line.trim())?.groups?.json;
        if (said === undefined) parsedUnlessComment(line);
        else if (said !== "[DONE]") yield reply.add(parsed(said));
      }
      yield* reply.rest();
    },
  };
}

/** Some servers send an error, or a whole page, in the place of a stream. */
const parsedUnlessComment = (line: string) => (/^(?::|event:|id:|retry:)/.test(line) ? undefined : parsed(line));

/** By its id, another of its names, or the file that the id is a path to. */
const isCalled = ({ id, aliases }: Listed, name: string) =>
  [id, ...aliases, id.replace(/^.*[\\/]/, ""), id.replace(/^.*[\\/]|\.gguf$/g, "")].includes(name);

interface About {
  readonly props: Props | undefined;
  readonly context: number | undefined;
  readonly thinks: boolean;
}

function modelOf({ id, max_model_len, meta }: Listed, { props, context, thinks }: About): Model {
  const most = props?.default_generation_settings.n_ctx ?? max_model_len ?? meta?.n_ctx;
  const window = Math.min(context ?? most ?? MODEST_WINDOW, most ?? Number.POSITIVE_INFINITY);
  // Some servers leave the tools out, silently, when the model's template does not know them.
  const callsTools = props?.chat_template_caps.supports_tools ?? true;
  return { name: id, window, callsTools, thinks };
}

const bodyOf = ({ model, messages, tools, longest, think }: ChatRequest) => ({
  model,
  messages: messagesFor(messages),
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: longest,
  ...(tools.length > 0 && { tools }),
  ...(typeof think === "boolean" && { chat_template_kwargs: { enable_thinking: think } }),
  ...(typeof think === "string" && { reasoning_effort: think }),
});
