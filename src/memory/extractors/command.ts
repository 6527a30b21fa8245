import { z } from "zod";
import type { Extractor } from "../../core/contracts/memory.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { extractionIn } from "./answer.ts";
import { summaryOf } from "./notes.ts";

const Options = z.strictObject({
  run: z
    .array(z.string())
    .min(1, "name the program to run, e.g. [./extract.mjs]")
    .describe("The program")
    .meta({ example: ["./extract.mjs"] }),
  seconds: z.number().positive().max(600).default(60).describe("How long it may take"),
});

/** A program that gets the run as JSON and answers with what is worth remembering of it. */
export const commandExtractor: Factory<Extractor, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ run: argv, seconds }, { ask }) => ({
    async extract(run, signal) {
      const found = extractionIn(await ask({ run: argv, seconds }, run, signal), argv.join(" "));
      return { ...found, noticed: [...found.noticed, summaryOf(run)] };
    },
  }),
};
