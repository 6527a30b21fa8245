import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { counted } from "../../core/text/wording.ts";
import { wrapUpFor } from "../../core/text/wrap-up.ts";

const Options = z.strictObject({
  minutes: z.number().positive().default(240).describe("Minutes a run of any agent may take"),
});

/** The fleet's own limit, above those in its agents' files; like theirs, with a word to the run before it. */
export const wallTime: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "wall-time",
  options: Options,
  create: ({ minutes }) => ({
    cause: "deadline",
    guard(began) {
      const limit = minutes * 60_000;
      const { after, text } = wrapUpFor(limit);
      return (_, at) => {
        if (at - began > limit) return refuse(`it had taken ${counted(minutes, "minute")}, the most any run may take`);
        return at - began < after ? allow : { ok: true, notice: text };
      };
    },
  }),
};
