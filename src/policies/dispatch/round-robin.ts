import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { DispatchPolicy } from "../../core/contracts/policy.ts";

/** The agent that has rested longest, of those that are not at work. */
export const roundRobin: Factory<DispatchPolicy> = {
  name: "round-robin",
  options: z.strictObject({}),
  create: () => ({
    decide({ agents, busy, lastStart, slots }) {
      if (busy.length >= slots) return { kind: "rest", reason: `every slot is taken, by ${busy.join(", ")}` };
      const free = agents.filter(({ name }) => !busy.includes(name));
      const rested = free.toSorted((a, b) => (lastStart[a.name] ?? 0) - (lastStart[b.name] ?? 0))[0];
      if (rested) return { kind: "run", agent: rested, reason: `${rested.name} has rested longest` };
      return { kind: "rest", reason: agents.length > 0 ? "every agent that is due is running" : "no agent is due" };
    },
  }),
};
