import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Host } from "../../src/core/contracts/plugin.ts";
import { commandEmbedder } from "../../src/memory/embedders/command.ts";
import { folder } from "../../src/memory/embedders/folder.ts";
import { ollama } from "../../src/memory/embedders/ollama.ts";
import { openai } from "../../src/memory/embedders/openai.ts";
import { testHost } from "../../src/testing/index.ts";
import { signal } from "./memories.ts";
import { serving } from "./servers.ts";

const TEXTS = ["one", "two"];
const VECTORS = [
  [1, 0],
  [0, 1],
];
const host = async (given: Partial<Host> = {}): Promise<Host> => ({ ...(await testHost("/nowhere", {})), ...given });

describe("an embedder", () => {
  it("an embedder of Ollama's asks its server for all texts at once", async () => {
    let asked: unknown;
    const url = await serving(({ path, body }) => {
      asked = { path, body };
      return { embeddings: VECTORS };
    });
    const made = ollama.create({ model: "all-minilm", url: `${url}/` }, await host());
    expect(await made.embed(TEXTS, signal)).toEqual(VECTORS);
    expect(asked).toEqual({ path: "/api/embed", body: { model: "all-minilm", input: TEXTS } });
    expect(made.model).toBe("ollama/all-minilm");
  });

  it("finds Ollama where the fleet's credentials say", async () => {
    const url = await serving(({ key }) => ({ embeddings: [[key === "Bearer k" ? 1 : 0]] }));
    const credentials = { OLLAMA_HOST: url.replace("http://", ""), OLLAMA_API_KEY: "k" };
    expect(await ollama.create({ model: "m" }, await host({ credentials })).embed(["one"], signal)).toEqual([[1]]);
  });

  it("an embedder that speaks OpenAI's way gives each text its own vector, in whatever order they come", async () => {
    const url = await serving(({ path, key }) => {
      if (path !== "/v1/embeddings" || key !== "Bearer secret") return { error: "no" };
      return { data: VECTORS.map((embedding, index) => ({ index, embedding })).toReversed() };
    });
    const options = { url: `${url}/v1`, model: "m", key: "MY_KEY" };
    const made = openai.create(options, await host({ credentials: { MY_KEY: "secret" } }));
    expect(await made.embed(TEXTS, signal)).toEqual(VECTORS);
  });

  it("an embedder that is a program gets the texts, and is quoted when it answers something else", async () => {
    const asked: unknown[] = [];
    const options = { run: ["./embed.py"], seconds: 600, model: "m" };
    const ask = (answer: string) => async (_: unknown, question: unknown) => {
      asked.push(question);
      return answer;
    };
    const good = commandEmbedder.create(options, await host({ ask: ask(JSON.stringify({ vectors: VECTORS })) }));
    expect(await good.embed(TEXTS, signal)).toEqual(VECTORS);
    expect(asked).toEqual([{ texts: TEXTS }]);
    const bad = commandEmbedder.create(options, await host({ ask: ask("cannot load the model") }));
    await expect(bad.embed(TEXTS, signal)).rejects.toThrow(
      './embed.py answered no {"vectors": [[…]]}: cannot load the model',
    );
  });

  it("says what its server said, and never its key", async () => {
    const url = await serving(() => ({ error: "no such model" }), 404);
    const made = openai.create({ url, model: "m", key: "K" }, await host({ credentials: { K: "secret" } }));
    await expect(made.embed(TEXTS, signal)).rejects.toThrow(
      `${url}/embeddings answered 404: {"error":"no such model"}`,
    );
    const gone = openai.create(
      { url: "http://127.0.0.1:9", model: "m", key: "K" },
      await host({ credentials: { K: "secret" } }),
    );
    await expect(gone.embed(TEXTS, signal)).rejects.toThrow(/^http:\/\/127.0.0.1:9\/embeddings cannot be reached/);
  });

  it("an embedder in a folder says what is missing: the model, or the library that runs it", async () => {
    const made = folder.create({ path: "models/none", dtype: "fp32" }, await host());
    await expect(made.embed(TEXTS, signal)).rejects.toThrow("/nowhere/models/none holds no model: no tokenizer.json");
    const fleet = await mkdtemp(join(tmpdir(), "midwatch-model-"));
    onTestFinished(() => rm(fleet, { recursive: true, force: true }));
    await writeFile(join(fleet, "tokenizer.json"), "{}");
    const bare = folder.create({ path: ".", dtype: "fp32" }, await host({ folder: fleet }));
    await expect(bare.embed(TEXTS, signal)).rejects.toThrow(`run npm install @huggingface/transformers in ${fleet}`);
  });
});
