import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/contracts/verdict.ts";

const Options = z.strictObject({
  limit: z.int().min(2).default(20).describe("Tool calls in a row that are all repetitions of earlier ones"),
});

/**
 * An agent that goes round in circles, of whatever size. A test that is run again after each edit is none: the edits are
 * new.
 */
export const repeatedCalls: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "repeated-calls",
  options: Options,
  create: ({ limit }) => ({
    cause: "loop",
    guard() {
      const seen = new Set<string>();
      let repeated = 0;
      return (event) => {
        if (event.type !== "tool_call") return allow;
        const call = `${event.name} ${JSON.stringify(event.input)}`;
        repeated = seen.has(call) ? repeated + 1 : 0;
        seen.add(call);
        if (repeated < limit) return allow;
        return refuse(
          `it went round in circles: ${limit} tool calls in a row were all repetitions, such as ${event.name}`,
        );
      };
    },
  }),
};
