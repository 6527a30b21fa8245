import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { TurnCount } from "./turn-count.ts";

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
      const count = new TurnCount();
      let taken = 0;
      return (event) => {
        if (count.begins(event)) taken += 1;
        return taken <= limit ? allow : refuse(`it had taken ${limit} turns, as many as a run may take`);
      };
    },
  }),
};
