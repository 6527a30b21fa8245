import { z } from "zod";
import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { MidwatchError } from "../../core/errors.ts";
import { parseJson } from "../../core/text/json.ts";

const Options = z.strictObject({
  run: z
    .array(z.string())
    .min(1, "name the program to run, e.g. [./embed.py]")
    .describe("The program")
    .meta({ example: ["./embed.py"] }),
  seconds: z.number().positive().max(600).default(60).describe("How long it may take"),
  model: z
    .string()
    .min(1)
    .describe("What its vectors are made with: with another name, all are rebuilt")
    .meta({ example: "all-MiniLM-L6-v2" }),
});

const CommandVectors = z.object({ vectors: z.array(z.array(z.number())) });

/** A program of the owner's: `{"texts": […]}` on stdin, `{"vectors": [[…]]}` on stdout. */
export const commandEmbedder: Factory<Embedder, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ run, seconds, model }, { ask }) => ({
    model: `command/${model}`,
    async embed(texts, signal) {
      const answer = await ask({ run, seconds }, { texts }, signal);
      try {
        return CommandVectors.parse(parseJson(answer)).vectors;
      } catch {
        throw new MidwatchError(`${run.join(" ")} answered no {"vectors": [[…]]}: ${answer.trim().slice(0, 120)}`);
      }
    },
  }),
};
