// channel: brings answers and reports to where they go. This one writes them into a file, and finds there what has
// arrived, so that nothing comes twice.
import { appendFile, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Channel, Factory, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  file: z.string().default("letters.md"),
});

const file: Factory<Channel, z.infer<typeof Options>> = {
  name: "file",
  options: Options,
  create: (options, { folder }) => {
    const path = resolve(folder, options.file);
    const marked = (mark: string) => `<!-- ${mark} -->`;
    return {
      name: "file",
      async send({ title, text, mark }) {
        const whole = `## ${title}\n\n${text}\n\n${marked(mark)}\n\n`;
        return appendFile(path, whole).then(
          () => ({ kind: "sent" as const }),
          (thrown: unknown) => ({ kind: "later" as const, reason: String(thrown) }),
        );
      },
      async find({ mark }) {
        const there = await readFile(path, "utf8").catch(() => "");
        return { kind: there.includes(marked(mark)) ? "sent" : "absent" };
      },
    };
  },
};

export default { name: "file", register: (registry) => registry.provide("channel", file) } satisfies Plugin;
