import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { GuardPolicy } from "../../core/contracts/policy.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { allow, refuse } from "../../core/text/verdict.ts";
import { Circle } from "./circle.ts";
import { Failures } from "./failures.ts";
import { type GuardedCall, Steps } from "./steps.ts";

const Options = z.strictObject({
  limit: z.int().min(2).default(20).describe("Calls in a row that are one to four calls over and over"),
  failures: z
    .int()
    .min(2)
    .default(10)
    .describe("Times a call may fail with the same result, whatever comes in between"),
});
type Options = z.infer<typeof Options>;

/** Closing forty issues one by one looks the same as counting for ever: what only counts may go on longer. */
const WHILE_COUNTING = 3;

/**
 * An agent that goes round in circles. What counts is call and result, but for the times in them: asking again is no loop
 * as long as the answer changes, and a clock's answer never does. Numbers in a result do count, so that 41 % and 42 %
 * are two answers; those that only the call itself was made with do not.
 */
export const loop: Factory<GuardPolicy, Options> = {
  name: "loop",
  options: Options,
  create: (options) => ({
    cause: "loop",
    guard() {
      const steps = new Steps();
      const watch = new LoopWatch(options);
      return (event) => {
        for (const step of steps.hear(event)) {
          const verdict = watch.judge(step);
          if (!verdict.ok) return verdict;
        }
        return allow;
      };
    },
  }),
};

class LoopWatch {
  private readonly options: Options;
  private readonly same: Circle;
  private readonly counting: Circle;
  private readonly failures = new Failures();

  constructor(options: Options) {
    this.options = options;
    this.same = new Circle(options.limit);
    this.counting = new Circle(options.limit * WHILE_COUNTING);
  }

  judge(step: GuardedCall): Verdict {
    const { limit, failures } = this.options;
    const { again, inARow } = this.failures.count(step);
    const [same, counting] = [this.same.add(step.whole), this.counting.add(step.countless)];
    if (same === 1) return round(`it made the same ${step.name} call ${limit} times in a row, with the same result`);
    if (same !== undefined)
      return round(`it made the same ${same} calls over and over, with the same results, ${step.name} among them`);
    if (again >= failures)
      return round(`the same ${step.name} call failed ${again} times with the same result, whatever came in between`);
    if (inARow >= limit)
      return round(`${inARow} calls in a row failed with the same result, the last was ${step.name}`);
    if (counting !== undefined)
      return round(
        `${limit * WHILE_COUNTING} calls in a row, such as ${step.name}, differed in nothing but a counter or an id`,
      );
    return allow;
  }
}

const round = (how: string) => refuse(`it went round in circles: ${how}`);
