import { z } from "zod";
import type { HealthCheck, Trouble } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { DAY } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { shapeName, shapeOf } from "./error-shape.ts";
import { rounded } from "./words.ts";

const WEEK_DAYS = 7;
const MOST_SHAPES = 5;

const Options = z.strictObject({
  days: z.number().positive().max(7).default(1).describe("The days that are held against the week before them"),
  factor: z
    .number()
    .min(1)
    .default(3)
    .describe("Factor by which errors may exceed those of the week before; more are too many"),
  least: z.int().positive().default(5).describe("Fewer errors than these are never too many"),
});

type LogLimits = z.infer<typeof Options>;

/** Do errors pile up, compared with the week before, and are there any that were never seen in it? */
export const logs: Factory<HealthCheck, LogLimits> = {
  name: "logs",
  options: Options,
  create: (limits) => ({
    name: "logs",
    about: "fleet",
    async check({ now, troubles, history }) {
      const from = now - limits.days * DAY;
      const start = from - WEEK_DAYS * DAY;
      const found = await troubles(start);
      const [oldest] = (await history.sessions({ endedAfter: start, limit: 2000 })).toReversed();
      const compares = oldest?.endedAt !== undefined && oldest.endedAt <= from;
      const recent = found.filter(({ at }) => at > from);
      const before = found.filter(({ at }) => at <= from);
      return [rate(recent.length, before.length, limits), ...(compares ? fresh(recent, before) : [])];
    },
  }),
};

/** Pure: how many, against how many were to be expected. */
function rate(recent: number, before: number, { days, factor, least }: LogLimits): HealthReport {
  const usual = (before / WEEK_DAYS) * days;
  const threshold = Math.max(least, rounded(usual * factor));
  const when = days === 1 ? "in the last day" : `in the last ${days} days`;
  const detail = `${counted(recent, "error")} ${when} (the week before averaged ${rounded(usual)})`;
  const status = recent >= threshold ? "warn" : "pass";
  return { check: "logs", status, detail, value: recent, threshold, unit: "errors" };
}

/** Pure: errors of a shape that the week before had none of. */
function fresh(recent: readonly Trouble[], before: readonly Trouble[]): HealthReport[] {
  const known = new Set(before.map(({ text }) => shapeName(shapeOf(text))));
  const found = Map.groupBy(recent, ({ text }) => shapeName(shapeOf(text)));
  const fresh = [...found].filter(([name]) => !known.has(name)).toSorted((a, b) => b[1].length - a[1].length);
  const left = fresh.length - MOST_SHAPES;
  const others: HealthReport = {
    check: "logs",
    about: "others",
    status: "warn",
    detail: `${counted(left, "other new kind")} of errors: midwatch report`,
  };
  const told = fresh.slice(0, MOST_SHAPES).map(([about, troubles]): HealthReport => {
    const last = troubles.at(-1);
    const text = (last?.text ?? "").slice(0, 200);
    const detail = `a new error, ${counted(troubles.length, "time")}, last in ${last?.agent}'s session ${last?.session}: ${text}`;
    return {
      check: "logs",
      about,
      status: "warn",
      detail,
      value: troubles.length,
      threshold: 0,
      unit: "errors",
      quotes: true,
    };
  });
  return left > 0 ? [...told, others] : told;
}
