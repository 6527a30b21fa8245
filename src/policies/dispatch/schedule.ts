import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { DispatchPolicy } from "../../core/contracts/policy.ts";

/** The first agent that is due, in the order of their files; of those that are due whenever asked, the longest rested. */
export const bySchedule: DispatchPolicy = {
  decide({ agents, dues, busy, lastStart, slots }) {
    if (busy.length >= slots) return { kind: "rest", reason: `every slot is taken, by ${busy.join(", ")}` };
    const free = agents.filter(({ name }) => !busy.includes(name));
    const [due] = free.filter(({ name }) => (dues[name] ?? []).length > 0);
    if (due) return { kind: "run", agent: due, reason: `${due.name} is due: ${dues[due.name]?.[0]?.rule ?? ""}` };
    const rested = free.toSorted((a, b) => (lastStart[a.name] ?? 0) - (lastStart[b.name] ?? 0))[0];
    if (rested) return { kind: "run", agent: rested, reason: `${rested.name} has rested longest` };
    return { kind: "rest", reason: agents.length > 0 ? "every agent that is due is running" : "no agent is due" };
  },
};

/** The same, as a fleet's files name it. */
export const schedule: Factory<DispatchPolicy> = {
  name: "schedule",
  options: z.strictObject({}),
  create: () => bySchedule,
};
