import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { WaitAnswer, WaitResolver } from "../../core/contracts/waits.ts";
import { MidwatchError } from "../../core/errors.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject({
  ...commandOptions,
  kinds: z
    .array(z.string().regex(/^[a-z]+$/, "write words, such as deploy"))
    .min(1, "name what it can look at")
    .describe("Kinds of conditions that it can look at: their first words")
    .meta({ example: ["deploy"] }),
});

const ProgramWaitAnswer = z.object({ state: z.enum(["pending", "met", "never"]), reason: z.string() });

/** Resolver that asks a program about the conditions items wait for. */
export const commandResolver: Factory<WaitResolver, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ kinds, run, seconds }, { ask }) => ({
    name: "command",
    kinds,
    async look(question, signal): Promise<WaitAnswer> {
      const [value] = valuesIn(await ask({ run, seconds }, question, signal));
      const answer = ProgramWaitAnswer.safeParse(value);
      if (answer.success) return answer.data;
      throw new MidwatchError(`${run.join(" ")} has to answer {"state": "pending", "met" or "never", "reason": "…"}`);
    },
  }),
};
