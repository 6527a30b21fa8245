// dispatch: says who is next, of those that are due. This one takes whoever needs the least time.
import type { DispatchPolicy, Factory, Plugin } from "midwatch";
import { z } from "zod";

const shortestFirst: Factory<DispatchPolicy> = {
  name: "shortest-first",
  options: z.strictObject({}),
  create: () => ({
    decide({ agents, busy, slots }) {
      if (busy.length >= slots) return { kind: "rest", reason: "every slot is taken" };
      const free = agents.filter(({ name }) => !busy.includes(name));
      const [agent] = free.toSorted((a, b) => a.limits.minutes - b.limits.minutes);
      if (!agent) return { kind: "rest", reason: "nobody is due that is not at work" };
      return { kind: "run", agent, reason: `${agent.name} takes ${agent.limits.minutes} minutes at most` };
    },
  }),
};

export default {
  name: "shortest-first",
  register: (registry) => registry.provide("dispatch", shortestFirst),
} satisfies Plugin;
