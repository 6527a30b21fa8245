import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { counted } from "../../core/text/wording.ts";
import { moment, span } from "./words.ts";

const Options = z.strictObject({
  intervals: z
    .number()
    .positive()
    .default(26)
    .describe("Intervals of healthMinutes for which the checks may be left out before it is told"),
});

/** Were the checks themselves made? The first look after a gap tells of it: a monitor that is dead tells nothing. */
export const checksRan: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "checks-ran",
  options: Options,
  create: ({ intervals }) => ({
    name: "checks-ran",
    about: "fleet",
    async check({ now, every, runs }): Promise<HealthReport> {
      const made = runs.filter((run): run is typeof run & { at: number } => run.at !== undefined);
      const late = made.filter(({ at }) => now - at > intervals * every).toSorted((a, b) => a.at - b.at);
      const [oldest] = late;
      const common = { check: "checks-ran", threshold: intervals, unit: "intervals", needsPerson: true } as const;
      if (!oldest)
        return {
          ...common,
          status: "pass",
          detail: checksOnTime(made.length),
          value: Math.floor(latest(made, now) / every),
        };
      const names = late.map(({ check }) => check).join(", ");
      const detail = `${late.length > 1 ? "checks" : "check"} ${names} not made since ${moment(oldest.at)}, for ${span(now - oldest.at)}: midwatch is not running, or hangs`;
      return { ...common, status: "warn", detail, value: Math.floor((now - oldest.at) / every) };
    },
  }),
};

const checksOnTime = (made: number) =>
  made === 0 ? "the checks are made for the first time" : `${counted(made, "check")} made in time`;

const latest = (made: readonly { readonly at: number }[], now: number) =>
  Math.max(0, now - Math.min(now, ...made.map(({ at }) => at)));
