import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/contracts/verdict.ts";

const Options = z.strictObject({
  minutes: z.number().positive().default(240).describe("Minutes a run of any agent may take"),
});

/** The fleet's own limit, above those in its agents' files. */
export const wallTime: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "wall-time",
  options: Options,
  create: ({ minutes }) => ({
    cause: "deadline",
    guard: (began) => (_, at) =>
      at - began <= minutes * 60_000 ? allow : refuse(`it had taken ${minutes} minutes, the most any run may take`),
  }),
};
