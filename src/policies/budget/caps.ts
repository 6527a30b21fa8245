import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { BudgetPolicy } from "../../core/contracts/policy.ts";

const MICROS = 1_000_000;

/** Dollars in a file, micro-dollars everywhere else. */
const dollarCap = z
  .number()
  .nonnegative()
  .transform((amount) => Math.round(amount * MICROS));

const options = z.strictObject({
  run: dollarCap.prefault(2).describe("Dollars one session may cost"),
  agentDay: dollarCap.prefault(10).describe("Dollars each agent may cost in a day"),
  headRoom: z
    .number()
    .min(0)
    .max(100)
    .prefault(20)
    .transform((percent) => percent / 100)
    .describe("Percent of a subscription's window that is left to you: no session starts once the rest is used"),
  fleetDay: dollarCap.prefault(25).describe("Dollars the whole fleet may cost in a day"),
});

/** The same caps for every agent, on every day. */
export const caps: Factory<BudgetPolicy, z.infer<typeof options>> = {
  name: "caps",
  options,
  create: (given) => ({ caps: () => given }),
};
