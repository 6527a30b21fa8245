import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/contracts/verdict.ts";

const Options = z.strictObject({
  dollars: z.number().positive().describe("Dollars a run may cost, as its backend counts them"),
});

/** Knows what the backend says while it runs: one that tells its cost only at its end is not stopped by this. */
export const spend: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "spend",
  options: Options,
  create: ({ dollars }) => ({
    cause: "spend",
    guard: () => (event) => {
      const micros = event.type === "usage" ? (event.usage.micros ?? 0) : 0;
      return micros <= dollars * 1_000_000 ? allow : refuse(`it had cost more than ${dollars} dollars`);
    },
  }),
};
