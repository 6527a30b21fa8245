import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { DispatchPolicy } from "../../core/contracts/policy.ts";
import { roundRobin } from "./round-robin.ts";
import { schedule } from "./schedule.ts";

const OTHERS = { schedule, "round-robin": roundRobin } as const;

const options = z.strictObject({
  of: z
    .enum(["schedule", "round-robin"])
    .default("schedule")
    .describe("Who is next, of those that have something to do"),
});

/** Opens no session for an agent whose CASCADE has nothing ready: its dues are skipped, and say so. */
export const onlyIfWork: Factory<DispatchPolicy, z.infer<typeof options>> = {
  name: "only-if-work",
  options,
  create({ of }, host) {
    const policy = OTHERS[of].create({}, host);
    return {
      asksForWork: true,
      async decide(situation) {
        const { ready = {}, agents } = situation;
        const idle = agents.filter(({ name }) => ready[name]?.length === 0).map(({ name }) => name);
        const decided = await policy.decide({
          ...situation,
          agents: agents.filter(({ name }) => !idle.includes(name)),
        });
        return { ...decided, idle };
      },
    };
  },
};
