import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { counted } from "../../core/text/wording.ts";
import { Steps } from "./steps.ts";
import { TurnCount } from "./turn-count.ts";

const Options = z.strictObject({
  turns: z.int().positive().default(50).describe("Turns without a new edit or a new result"),
  minutes: z.number().positive().default(60).describe("Minutes of calls without a new edit or a new result"),
});

/**
 * An agent that is busy and gets nowhere: no edit that it had not made before, no call that brought anything new. Time
 * is looked at when a call comes back, so a build may take as long as it takes.
 */
export const noProgress: Factory<GuardPolicy, z.infer<typeof Options>> = {
  name: "no-progress",
  options: Options,
  create: (limits) => ({
    cause: "no_progress",
    guard(began) {
      const [steps, count, seen] = [new Steps(), new TurnCount(), new Set<string>()];
      let [since, turns] = [began, 0];
      return (event, at) => {
        if (count.begins(event)) turns += 1;
        const made = steps.hear(event);
        if (made.some(({ whole }) => !seen.has(whole))) [since, turns] = [at, 0];
        for (const { whole } of made) seen.add(whole);
        if (turns > limits.turns) return stuck(`${limits.turns} turns`);
        return made.length > 0 && at - since > limits.minutes * 60_000
          ? stuck(counted(limits.minutes, "minute"))
          : allow;
      };
    },
  }),
};

const stuck = (long: string) =>
  refuse(`it had made no progress for ${long}: no new edit, and every call brought what it had brought before`);
