import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject({
  ...commandOptions,
  name: z.string().min(1).describe("Name of the check in reports and incidents").meta({ example: "rain" }),
  about: z
    .enum(["agent", "fleet"])
    .default("agent")
    .describe("Before every session, about its agent; or once in a while, about the fleet"),
});

const HealthCheckAnswer = z.object({
  status: z.enum(["pass", "warn"]),
  detail: z.string(),
  value: z.number().optional(),
  threshold: z.number().optional(),
  unit: z.string().optional(),
});

/** A check that a program makes: `{"status": "pass" | "warn", "detail": "a sentence"}`. It warns; it never stops the work. */
export const commandCheck: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ name, about, run, seconds }, { ask }) => ({
    name,
    about,
    async check({ agent, agents }, signal) {
      const question = agent ? { agent: agent.name } : { agents: agents.map((one) => one.name) };
      const [value] = valuesIn(await ask({ run, seconds }, question, signal));
      const answer = HealthCheckAnswer.safeParse(value);
      if (answer.success) return { check: name, ...known(answer.data), quotes: true };
      return {
        check: name,
        status: "warn",
        detail: `it answered no {"status", "detail"}: ${JSON.stringify(value) ?? "nothing"}`,
      };
    },
  }),
};

/** Fields of an answer that were given. */
const known = ({ status, detail, value, threshold, unit }: z.infer<typeof HealthCheckAnswer>) => ({
  status,
  detail,
  ...(value !== undefined && { value }),
  ...(threshold !== undefined && { threshold }),
  ...(unit !== undefined && { unit }),
});
