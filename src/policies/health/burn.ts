import { z } from "zod";
import type { HealthCheck, HealthQuestion } from "../../core/contracts/health.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import type { RaisedCap, Reservation } from "../../core/contracts/spending.ts";
import { windowReports } from "./windows.ts";

const Options = z.strictObject({
  percent: z.number().positive().max(100).default(80).describe("The percentage of a day's cap at which it warns"),
  pace: z
    .number()
    .positive()
    .max(100)
    .default(50)
    .describe("From this percentage on it warns as well when the rest would not last until the day's end at this pace"),
});

type BurnLimits = z.infer<typeof Options>;

/** Share of today's money that is gone, and will the rest last for the day? */
export const burn: Factory<HealthCheck, BurnLimits> = {
  name: "burn",
  options: Options,
  create: (limits) => ({
    name: "burn",
    about: "fleet",
    async check({ now, zone, agents, history, caps }) {
      const day = dayIn(zone, now);
      const [spent, raised] = [await history.reservations(day), await history.raisedCaps(day)];
      const elapsed = shareOfDay(zone, now);
      const own = agents.map((agent) => ({ whose: agent.name, cap: caps(agent).agentDay }));
      const all = [{ whose: "fleet", cap: agents[0] && caps(agents[0]).fleetDay }, ...own];
      const used = all.flatMap(({ whose, cap }) => use({ whose, cap, spent, raised }));
      const windows = await windowReports(agents, history, { now, percent: limits.percent });
      const wrong = [...used.flatMap((one) => judgeUse(one, elapsed, limits)), ...windows];
      return wrong.length > 0 ? wrong : normalSpending(used, limits);
    },
  }),
};

interface Use {
  readonly whose: string;
  readonly percent: number;
  readonly cap: number;
}

interface BurnInput {
  readonly whose: string;
  readonly cap: number | undefined;
  readonly spent: readonly Reservation[];
  readonly raised: readonly RaisedCap[];
}

/** Share of a cap that is used. Reservations count: a session that runs may take them. */
function use({ whose, cap: declared, spent, raised }: BurnInput): Use[] {
  const agent = whose === "fleet" ? "*" : whose;
  const cap = raised.find((one) => one.agent === agent)?.micros ?? declared;
  if (cap === undefined || cap === 0) return [];
  const own = spent.filter((one) => agent === "*" || one.agent === agent);
  const sum = own.reduce((total, { spent: took, micros }) => total + (took ?? micros), 0);
  return [{ whose, cap, percent: Math.round((100 * sum) / cap) }];
}

function judgeUse({ whose, cap, percent }: Use, elapsed: number, limits: BurnLimits): HealthReport[] {
  const atThisPace = Math.round(percent / Math.max(elapsed, 0.01));
  const isFast = percent >= limits.pace && atThisPace > 100;
  if (percent < limits.percent && !isFast) return [];
  const what = whose === "fleet" ? "the fleet's day" : `${whose}'s day`;
  const pace = isFast && percent < 100 ? `; at this pace the day would take ${atThisPace} %` : "";
  const detail = `${percent} % of the ${dollars(cap)} for ${what} is spent or reserved${pace}`;
  const measured = { value: percent, threshold: isFast ? limits.pace : limits.percent, unit: "%" };
  return [{ check: "burn", about: whose, status: "warn", detail, ...measured, needsPerson: true }];
}

function normalSpending(used: readonly Use[], { percent: threshold }: BurnLimits): HealthReport {
  const most = used.toSorted((a, b) => b.percent - a.percent)[0];
  if (!most) return { check: "burn", status: "pass", detail: "there is no cap for a day" };
  const what = most.whose === "fleet" ? "the fleet's day" : `${most.whose}'s day`;
  const detail = `at most ${most.percent} % of a day's cap is spent or reserved, of ${what}`;
  return { check: "burn", status: "pass", detail, value: most.percent, threshold, unit: "%" };
}

const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(2)}`;

/** "2026-11-22" where the fleet's clocks are. */
const dayIn = (zone: string, at: number) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);

/** Share of the day that has passed there, from 0 to 1. */
function shareOfDay(zone: HealthQuestion["zone"], at: number): number {
  const time = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) / 1440;
}
