import { statfs } from "node:fs/promises";
import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { Factory } from "../../core/contracts/plugin.ts";

const MiB = 1024 ** 2;
const Options = z.strictObject({
  free: z.int().positive().default(512).describe("Mebibytes that must be free where the fleet keeps its state"),
});

/** Is there room for a clone, its output and the record of it? */
export const disk: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "disk",
  options: Options,
  create: ({ free }, { folder }) => ({
    name: "disk",
    about: "fleet",
    async check() {
      const { bavail, bsize } = await statfs(folder);
      const left = Math.floor((bavail * bsize) / MiB);
      const status = left < free ? "fail" : "pass";
      const measured = { value: left, threshold: free, unit: "MiB", needsPerson: true };
      return { check: "disk", status, detail: `${left} MiB free, ${free} wanted`, ...measured };
    },
  }),
};
