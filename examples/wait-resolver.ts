// waitResolver: looks at what an item waits for. This one waits for files of this machine: "file exports/2026-11.csv".
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Factory, Plugin, WaitResolver } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  folder: z.string().default("."),
});

const file: Factory<WaitResolver, z.infer<typeof Options>> = {
  name: "file",
  options: Options,
  create: (options, { folder }) => ({
    name: "file",
    kinds: ["file"],
    async look({ about, since }) {
      const found = await stat(resolve(folder, options.folder, about)).catch(() => undefined);
      if (!found) return { state: "pending", reason: "is not there yet" };
      // What was there before is not what is waited for.
      return found.mtimeMs < since
        ? { state: "pending", reason: "is the one that was there before" }
        : { state: "met", reason: `has ${found.size} bytes` };
    },
  }),
};

export default { name: "file", register: (registry) => registry.provide("waitResolver", file) } satisfies Plugin;
