// backend: runs an agent. This one keeps a diary by itself, which shows the contract and nothing else; one that starts a
// program, as most do, is in docs/backends.md.
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { Backend, BackendResult, Factory, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  file: z.string().default("diary.md"),
  /** Milliseconds that it thinks first. */
  pause: z.int().nonnegative().default(0),
});
const usage = { inputTokens: 0, outputTokens: 0 };
const STOPPED: BackendResult = { stopReason: "cancelled", cause: "stopped", text: "stopped before it wrote", usage };

const diary: Factory<Backend, z.infer<typeof Options>> = {
  name: "diary",
  options: Options,
  create: ({ file, pause }, { clock }) => ({
    name: "diary",
    free: true,
    runsOwnersProgram: true,
    probe: async () => ({ check: "diary", status: "pass", detail: "it needs nothing" }),
    async *run({ cwd }, signal) {
      try {
        signal.throwIfAborted();
        yield { type: "message", text: `I write into ${file}.` };
        await clock.sleep(pause, signal);
        await appendFile(join(cwd, file), `- ${new Date(clock.now()).toISOString()}: all is well\n`);
        const stated = { item: "done", reason: `there is one more line in ${file}` } as const;
        yield { type: "finished", result: { stopReason: "end_turn", text: `Note: ${file} grows.`, stated, usage } };
      } catch (thrown) {
        const failed: BackendResult = { stopReason: "error", text: String(thrown), usage };
        yield { type: "finished", result: signal.aborted ? STOPPED : failed };
      }
    },
  }),
};

export default { name: "diary", register: (registry) => registry.provide("backend", diary) } satisfies Plugin;
