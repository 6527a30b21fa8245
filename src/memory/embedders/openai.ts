import { z } from "zod";
import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { postJson } from "../http.ts";

const Options = z.strictObject({
  url: z.url().default("https://api.openai.com/v1").describe("Its address, up to /embeddings"),
  model: z.string().min(1).describe("The model, in the server's own words").meta({ example: "text-embedding-3-small" }),
  key: z.string().default("OPENAI_API_KEY").describe("The name of its key in the fleet's credentials"),
});

const OpenAiEmbeddings = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()) })),
});

/** Any server that speaks OpenAI's embeddings: theirs, vLLM, LM Studio, llama.cpp, text-embeddings-inference. */
export const openai: Factory<Embedder, z.infer<typeof Options>> = {
  name: "openai",
  options: Options,
  create: ({ url, model, key }, { credentials }) => ({
    model: `openai/${model}`,
    async embed(texts, signal) {
      const to = { url: `${url.replace(/\/+$/, "")}/embeddings`, key: credentials[key] };
      const { data } = OpenAiEmbeddings.parse(
        await postJson(to, { model, input: texts, encoding_format: "float" }, signal),
      );
      const inOrder = data.map(({ index, embedding }, at) => ({ at: index ?? at, embedding }));
      return inOrder.toSorted((a, b) => a.at - b.at).map(({ embedding }) => embedding);
    },
  }),
};
