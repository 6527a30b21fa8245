import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { DispatchPolicy } from "../../core/contracts/policy.ts";
import { MidwatchError } from "../../core/errors.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject(commandOptions);

const DispatchAnswer = z.object({ agent: z.string().optional(), reason: z.string() });

/** A program that says which agent is next: `{"agent": "trader", "reason": "…"}`, or only a reason for none. */
export const commandDispatch: Factory<DispatchPolicy, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ run, seconds }, { ask }) => ({
    async decide({ agents, ...situation }) {
      const question = { ...situation, agents: agents.map(({ name }) => ({ name })) };
      const [value] = valuesIn(await ask({ run, seconds }, question, new AbortController().signal));
      const answer = DispatchAnswer.safeParse(value);
      if (!answer.success)
        throw new MidwatchError(
          `${run.join(" ")} answered ${JSON.stringify(value) ?? "nothing"}: write {"agent": "<name>", "reason": "a sentence"}`,
        );
      const { agent: chosen, reason } = answer.data;
      if (chosen === undefined) return { kind: "rest", reason };
      const agent = agents.find(({ name }) => name === chosen);
      return agent
        ? { kind: "run", agent, reason }
        : { kind: "rest", reason: `no agent is called "${chosen}" (${reason})` };
    },
  }),
};
