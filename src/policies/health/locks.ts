import { z } from "zod";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { HeldLock } from "../../core/contracts/locks.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { MINUTE } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { moment, rounded, span } from "./words.ts";

const Options = z.strictObject({
  minutes: z
    .number()
    .positive()
    .default(15)
    .describe("Minutes for which a lock may be held; an agent's own: besides what its session may take"),
});

/** Holders of each lock, since when, and those who wait for it. */
export const locks: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "locks",
  options: Options,
  create: ({ minutes }) => ({
    name: "locks",
    about: "fleet",
    async check({ agents, locks: held, now }) {
      const found = await held();
      const wrong = found.flatMap((lock) => contention(lock, limitOf(lock, agents, minutes), now));
      return wrong.length > 0 ? wrong : { check: "locks", status: "pass", detail: locksInOrder(found, now) };
    },
  }),
};

/** A session runs its setup, its agent and its verification under one lock, each within the agent's minutes. */
function limitOf({ name }: HeldLock, agents: readonly AgentDefinition[], minutes: number): number {
  const agent = agents.find((one) => name === `agent-${one.name}`);
  return minutes + (agent ? 3 * agent.limits.minutes : 0);
}

function contention({ name, holder, since, waiting }: HeldLock, limit: number, now: number): HealthReport[] {
  const minutes = (now - since) / MINUTE;
  // What a dead holder has left behind is ended by whoever wants the lock next; until then nobody may notice.
  if (minutes <= limit && (holder.alive || minutes < 1)) return [];
  const who = holder.alive ? `process ${holder.pid}` : `what process ${holder.pid}, which is gone, has left behind`;
  const others = waiting === 0 ? "no process waits for it" : `${counted(waiting, "process")} wait for it`;
  const detail = `${name} is held by ${who} since ${moment(since)}, for ${span(now - since)}; ${others}`;
  const measured = { value: rounded(minutes), threshold: holder.alive ? limit : 1, unit: "minutes" };
  return [{ check: "locks", about: name, status: "warn", detail, ...measured, needsPerson: true }];
}

function locksInOrder(found: readonly HeldLock[], now: number): string {
  const [oldest] = found.toSorted((a, b) => a.since - b.since);
  if (!oldest) return "no lock is held";
  const who = `${oldest.name}, by process ${oldest.holder.pid} for ${span(now - oldest.since)}`;
  return `${counted(found.length, "lock")} held, none for too long: ${who}`;
}
