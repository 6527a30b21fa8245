// extractor: finds, in what a run said, that which is worth remembering. This one takes the lines that begin with "Note:".
import type { Extractor, Factory, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  begins: z.string().min(1).default("Note:"),
});

const marked: Factory<Extractor, z.infer<typeof Options>> = {
  name: "marked-lines",
  options: Options,
  create: ({ begins }) => ({
    async extract({ text }) {
      const lines = text.split("\n").filter((line) => line.startsWith(begins));
      const noticed = lines.map((line) => line.slice(begins.length).trim()).filter(Boolean);
      return { noticed: noticed.map((each) => ({ kind: "observation", text: each, edges: [] })), faded: [] };
    },
  }),
};

export default { name: "marked-lines", register: (registry) => registry.provide("extractor", marked) } satisfies Plugin;
