import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { counted } from "../../core/text/wording.ts";

const Options = z.strictObject({
  minutes: z.number().positive().default(20).describe("Minutes without a word or a tool call"),
});

/** A run that says nothing has stalled, or waits for a person who is not there. */
export const silence: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "silence",
  options: Options,
  create: ({ minutes }) => ({
    cause: "silence",
    guard(began) {
      let last = began;
      return (event, at) => {
        if (event.type !== "tick" && event.type !== "wrap_up") last = at;
        return at - last <= minutes * 60_000
          ? allow
          : refuse(`it had said and done nothing for ${counted(minutes, "minute")}`);
      };
    },
  }),
};
