// embedder: finds what was noticed in other words. This one knows no meaning: it counts groups of three letters, by which
// "colour" and "colors" are alike. A real one asks a model.
import type { Embedder, Factory, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  dimensions: z.int().positive().default(256),
});

const trigrams: Factory<Embedder, z.infer<typeof Options>> = {
  name: "trigrams",
  options: Options,
  create: ({ dimensions }) => ({
    // Vectors of another length are another model's.
    model: `trigrams-${dimensions}`,
    embed: async (texts) => texts.map((text) => vectorOf(text, dimensions)),
  }),
};

function vectorOf(text: string, dimensions: number): readonly number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  const letters = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `;
  for (let at = 0; at + 3 <= letters.length; at++) {
    const hash = Array.from(letters.slice(at, at + 3)).reduce(
      (sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0),
      7,
    );
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1;
  }
  return vector;
}

export default { name: "trigrams", register: (registry) => registry.provide("embedder", trigrams) } satisfies Plugin;
