// healthCheck: looks whether all is well. This one warns of agents whose latest session took far longer than it should.
import type { Factory, HealthCheck, Plugin } from "midwatch";
import { z } from "zod";

const Options = z.strictObject({
  minutes: z.number().positive().default(60),
});

const slow: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "slow",
  options: Options,
  create: ({ minutes: threshold }) => ({
    name: "slow",
    about: "fleet",
    async check({ agents, history, now }) {
      const reports = agents.map(async ({ name: about }) => {
        const [latest] = await history.sessions({ agent: about, limit: 1 });
        const took = latest ? (latest.endedAt ?? now) - latest.startedAt : 0;
        const value = Math.round(took / 60_000);
        const status = value > threshold ? ("warn" as const) : ("pass" as const);
        const detail = `its latest session took ${value} minutes`;
        return { check: "slow", about, status, detail, value, threshold, unit: "minutes" };
      });
      return Promise.all(reports);
    },
  }),
};

export default { name: "slow", register: (registry) => registry.provide("healthCheck", slow) } satisfies Plugin;
