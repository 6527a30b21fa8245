// workSource: says what there is to do. This one offers every TODO of the workspace's Markdown files, and is told of
// nothing: an item is gone when its line is. One that writes down how an item ended is in docs/plugins.md.
import type { Factory, Plugin, WorkSource } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  word: z.string().min(1).default("TODO"),
});

const todo: Factory<WorkSource, z.infer<typeof Options>> = {
  name: "todo",
  options: Options,
  create: ({ word }) => ({
    name: "todo",
    tier: "tertiary",
    async candidates({ view }) {
      const paths = (await view.all(".")).filter((path) => path.endsWith(".md"));
      const files = await view.readAll(paths);
      return [...files].flatMap(([path, text]) =>
        text
          .split("\n")
          .map((line) => line.split(`${word}: `)[1]?.trim())
          .filter((title) => title !== undefined)
          // By its words, not by its line: that moves whenever somebody writes above it.
          .map((title) => ({ id: `${path}: ${title}`, title, path, state: "ready" as const })),
      );
    },
  }),
};

export default { name: "todo", register: (registry) => registry.provide("workSource", todo) } satisfies Plugin;
