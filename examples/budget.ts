// budget: says what may be spent. This one gives each agent a day's sum of its own; the ledger holds them to it.
import type { BudgetPolicy, Factory, Plugin } from "midwatch";
import { z } from "zod";

const MICROS = 1_000_000;

const Options = z.strictObject({
  /** Dollars a day, by agent. */
  agents: z.record(z.string(), z.number().nonnegative()).default({}),
  /** For all others. */
  others: z.number().nonnegative().default(1),
});

const allowances: Factory<BudgetPolicy, z.infer<typeof Options>> = {
  name: "allowances",
  options: Options,
  create: ({ agents, others }) => ({
    caps({ name }) {
      const agentDay = Math.round((agents[name] ?? others) * MICROS);
      return { run: Math.round(agentDay / 4), agentDay };
    },
  }),
};

export default { name: "allowances", register: (registry) => registry.provide("budget", allowances) } satisfies Plugin;
