import { z } from "zod";
import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { postJson } from "../http.ts";

const Options = z.strictObject({
  url: z
    .url()
    .optional()
    .describe("Where the server is; OLLAMA_HOST of the credentials, else this machine")
    .meta({ example: "http://127.0.0.1:11434" }),
  model: z.string().min(1).default("all-minilm").describe("An embedding model the server has: ollama pull all-minilm"),
});

const OllamaEmbeddings = z.object({ embeddings: z.array(z.array(z.number())) });

/** A model on an Ollama server, of this machine or another. */
export const ollama: Factory<Embedder, z.infer<typeof Options>> = {
  name: "ollama",
  options: Options,
  create: ({ url, model }, { credentials }) => ({
    model: `ollama/${model}`,
    async embed(texts, signal) {
      const to = { url: `${addressOf(url ?? credentials.OLLAMA_HOST)}/api/embed`, key: credentials.OLLAMA_API_KEY };
      return OllamaEmbeddings.parse(await postJson(to, { model, input: texts }, signal)).embeddings;
    },
  }),
};

const addressOf = (named = "http://127.0.0.1:11434") =>
  (/^https?:\/\//.test(named) ? named : `http://${named}`).replace(/\/+$/, "");
