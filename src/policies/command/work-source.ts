import { z } from "zod";
import type { Factory } from "../../core/contracts/plugin.ts";
import { type Candidate, TIERS, type WorkSource } from "../../core/contracts/work.ts";
import { MidwatchError } from "../../core/errors.ts";
import { commandOptions, valuesIn } from "./options.ts";

const Options = z.strictObject({
  ...commandOptions,
  name: z.string().min(1).describe("Name of the source in work:, in why and in the ledger").meta({ example: "gptodo" }),
  tier: z.enum(TIERS).default("tertiary").describe("Tier of CASCADE that its work belongs to"),
});

const WorkSourceAnswer = z.object({
  id: z.coerce.string().min(1),
  title: z.string().optional(),
  name: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(["ready", "waiting", "blocked"]).catch("ready"),
  reason: z.string().optional(),
  replyTo: z.object({ channel: z.string().min(1), to: z.string() }).optional(),
});

/**
 * Work that a program lists. It runs in the files of the fetched commit; its items are recorded by the ledger alone.
 */
export const commandSource: Factory<WorkSource, z.infer<typeof Options>> = {
  name: "command",
  options: Options,
  create: ({ name, tier, run, seconds }, { ask }) => ({
    name,
    tier,
    candidates: ({ view, agent, now }, signal) =>
      view.withFiles(async (cwd) => {
        const question = { agent: agent.name, now, commit: view.commit };
        return valuesIn(await ask({ run, seconds, cwd }, question, signal)).map((value) =>
          answerCandidate(value, name),
        );
      }),
  }),
};

function answerCandidate(value: unknown, source: string): Candidate {
  const answer = WorkSourceAnswer.safeParse(value);
  if (!answer.success)
    throw new MidwatchError(`${source} answered ${JSON.stringify(value).slice(0, 80)}: each item needs an "id"`);
  const { id, title, name, body, state, reason, replyTo } = answer.data;
  return {
    id,
    title: title ?? name ?? id,
    state,
    ...(body !== undefined && { body }),
    ...(reason !== undefined && { reason }),
    ...(replyTo !== undefined && { replyTo }),
  };
}
