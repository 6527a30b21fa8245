import { z } from "zod";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { hasTried, isFruitless, isQuiet } from "../../core/text/outcome.ts";

const Options = z.strictObject({
  percent: z.number().positive().max(100).default(50).describe("The percentage of sessions without effect that warns"),
  sessions: z
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe("Number of an agent's latest sessions that are looked at; fewer say nothing"),
});

/** Does an agent run, and nothing comes of it? What found nothing to do has cost nothing, and is only told. */
export const noOp: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "no-op",
  options: Options,
  create: ({ percent, sessions: looked }) => ({
    name: "no-op",
    about: "fleet",
    async check({ agents, history }) {
      const reports: HealthReport[] = [];
      for (const { name } of agents) {
        const latest = await history.sessions({ agent: name, limit: 10 * looked });
        reports.push(...rateOf(name, latest, { percent, looked }));
      }
      const wrong = reports.filter(({ status }) => status === "warn");
      if (wrong.length > 0) return wrong;
      const worst = reports.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
      const { about: _, ...pass } = worst ?? {
        about: "",
        check: "no-op",
        status: "pass",
        detail: "too few sessions to tell",
      };
      return pass;
    },
  }),
};

/** Pure: of an agent's sessions, the newest first. */
function rateOf(
  agent: string,
  latest: readonly SessionRecord[],
  { percent, looked }: { readonly percent: number; readonly looked: number },
): HealthReport[] {
  const outcomes = latest.flatMap(({ outcome }) => outcome ?? []);
  const ran = outcomes.filter(hasTried).slice(0, looked);
  if (ran.length < looked) return [];
  const idle = outcomes.filter(isQuiet).length;
  const nothing = ran.filter(isFruitless).length;
  const value = Math.round((100 * nothing) / ran.length);
  const also = idle > 0 ? `; ${idle} others found nothing to do` : "";
  const detail = `${nothing} of ${agent}'s last ${ran.length} runs had no effect${also}`;
  const status = value >= percent ? "warn" : "pass";
  return [{ check: "no-op", about: agent, status, detail, value, threshold: percent, unit: "%" }];
}
