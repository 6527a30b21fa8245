import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { MidwatchError } from "../../core/errors.ts";

const Options = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe("The model's folder: config.json, tokenizer.json, onnx/model.onnx")
    .meta({ example: "./models/all-MiniLM-L6-v2" }),
  dtype: z
    .enum(["fp32", "fp16", "q8", "int8", "uint8", "q4"])
    .default("fp32")
    .describe("Which of its files: fp32 is onnx/model.onnx, q8 is onnx/model_quantized.onnx"),
});

const LIBRARY = "@huggingface/transformers";

/** Parts of the library that we use. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(task: "feature-extraction", model: string, options: object): Promise<Pipeline>;
}
type Pipeline = (texts: readonly string[], options: object) => Promise<{ tolist(): number[][] }>;

/** A model in a folder of this machine, run in our own process by a library that the fleet has installed beside it. */
export const folder: Factory<Embedder, z.infer<typeof Options>> = {
  name: "folder",
  options: Options,
  create({ path, dtype }, host) {
    const model = resolve(host.folder, path);
    let loading: Promise<Pipeline> | undefined;
    return {
      model: `folder/${basename(model)}/${dtype}`,
      async embed(texts) {
        loading ??= load(host.folder, model, dtype);
        const pipeline = await loading;
        return (await pipeline(texts, { pooling: "mean", normalize: true })).tolist();
      },
    };
  },
};

async function load(fleet: string, model: string, dtype: string): Promise<Pipeline> {
  if (!existsSync(join(model, "tokenizer.json"))) throw new MidwatchError(`${model} holds no model: no tokenizer.json`);
  const library = await transformers(fleet);
  library.env.allowRemoteModels = false;
  library.env.localModelPath = dirname(model);
  return library.pipeline("feature-extraction", basename(model), { dtype });
}

/** 600 MB that only those install who want it: beside the fleet, or beside midwatch. */
async function transformers(fleet: string): Promise<Transformers> {
  for (const from of [join(fleet, "midwatch.yaml"), import.meta.filename]) {
    const file = foundFrom(from);
    const library = file === undefined ? {} : ((await import(file)) as Partial<Transformers>);
    // Something of that name may be there in its place, for those who do without it.
    if (isWhole(library)) return library;
  }
  throw new MidwatchError(`the embedder "folder" needs ${LIBRARY}: run npm install ${LIBRARY} in ${fleet}`);
}

const isWhole = (library: Partial<Transformers>): library is Transformers =>
  library.env !== undefined && library.pipeline !== undefined;

function foundFrom(file: string): string | undefined {
  try {
    return pathToFileURL(createRequire(file).resolve(LIBRARY)).href;
  } catch {
    return undefined;
  }
}
