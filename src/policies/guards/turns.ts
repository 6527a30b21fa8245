import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/contracts/verdict.ts";

const Options = z.strictObject({
  limit: z.int().positive().default(300).describe("Turns a run may take"),
});

/** A turn is what the agent says and calls until it is answered. */
export const turns: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "turns",
  options: Options,
  create: ({ limit }) => ({
    cause: "turns",
    guard() {
      let taken = 0;
      let answered = true;
      return (event) => {
        if (event.type === "tool_result") answered = true;
        if (event.type !== "message" && event.type !== "tool_call") return allow;
        if (answered) taken += 1;
        answered = false;
        return taken <= limit ? allow : refuse(`it had taken ${limit} turns, as many as a run may take`);
      };
    },
  }),
};
