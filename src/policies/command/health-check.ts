import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject({ ...commandOptions, name: z.string().min(1) });

const Answer = z.object({ status: z.enum(["pass", "warn"]), detail: z.string() });

/** A check that a program makes: `{"status": "pass" | "warn", "detail": "a sentence"}`. It warns; it never stops the work. */
export const commandCheck: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ name, run, seconds }, { ask }) => ({
    name,
    async check(agent, signal) {
      const [value] = valuesIn(await ask({ run, seconds }, { agent: agent.name }, signal));
      const answer = Answer.safeParse(value);
      if (answer.success) return { check: name, ...answer.data };
      return {
        check: name,
        status: "warn",
        detail: `it answered no {"status", "detail"}: ${JSON.stringify(value) ?? "nothing"}`,
      };
    },
  }),
};
