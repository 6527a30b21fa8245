import { z } from "zod";
import type { HealthCheck } from "../../core/contracts/health.ts";
import type { WaitingItem } from "../../core/contracts/health-history.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Need } from "../../core/contracts/needs.ts";
import type { Factory } from "../../core/contracts/plugin.ts";
import { DAY } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";
import { moment, rounded, span } from "./words.ts";

const MAX_NAMED_WAITS = 10;

/** An incident of its own, or what a person has done knowingly. */
const TOLD_ELSEWHERE: readonly Need["kind"][] = ["wrong", "stopped"];

const Options = z.strictObject({
  days: z.number().positive().default(7).describe("Days after which something waits for too long"),
});

/** Is there anything that waits for ever: an item for a review, a person's answer, a word to the owner? */
export const waiting: Factory<HealthCheck, z.infer<typeof Options>> = {
  name: "waiting",
  options: Options,
  create: ({ days }) => ({
    name: "waiting",
    about: "fleet",
    async check({ now, history, needsYou }) {
      // Those that are blocked ask for somebody, who is asked once for all of them.
      const waits = (await history.waits()).filter(({ reason }) => !reason.startsWith("blocked"));
      const owed = (await needsYou()).filter(({ kind }) => !TOLD_ELSEWHERE.includes(kind));
      const isLong = (since: number) => now - since > days * DAY;
      const long = [
        ...waits
          .filter(({ since }) => isLong(since))
          .map((wait) => ({ at: wait.since, report: itemReport(wait, now, days) })),
        ...owed
          .filter(({ since }) => isLong(since))
          .map((one) => ({ at: one.since, report: owedReport(one, now, days) })),
      ]
        .toSorted((a, b) => a.at - b.at)
        .map(({ report }) => report);
      return long.length > 0
        ? [...long.slice(0, MAX_NAMED_WAITS), ...others(long.length - MAX_NAMED_WAITS)]
        : waitsInTime(waits, owed, days);
    },
  }),
};

/** However many there are, each is owed to a person: none is left out without a word. */
const others = (count: number): HealthReport[] =>
  count > 0
    ? [
        {
          check: "waiting",
          about: "others",
          status: "warn",
          detail: `${counted(count, "other thing")} waited for too long: midwatch items, midwatch status --all`,
        },
      ]
    : [];

function itemReport({ source, item, title, reason, since }: WaitingItem, now: number, threshold: number): HealthReport {
  const detail = `"${title}" has waited for ${span(now - since)}, since ${moment(since)}: ${reason}`;
  return {
    check: "waiting",
    about: `${source}/${item}`,
    status: "warn",
    detail,
    ...measured(now - since, threshold),
    quotes: true,
  };
}

function owedReport({ key, text, since }: Need, now: number, threshold: number): HealthReport {
  const detail = `asked for ${span(now - since)}, and not done: ${text}`;
  const common = { check: "waiting", about: key, status: "warn", quotes: true, needsPerson: true } as const;
  return { ...common, detail, ...measured(now - since, threshold) };
}

const measured = (ms: number, threshold: number) => ({ value: rounded(ms / DAY), threshold, unit: "days" });

function waitsInTime(waits: readonly WaitingItem[], owed: readonly Need[], days: number): HealthReport {
  const all = waits.length + owed.length;
  const detail =
    all === 0
      ? "nothing waits"
      : `${all === 1 ? "1 thing waits" : `${all} things wait`}, none for more than ${counted(days, "day")}`;
  return { check: "waiting", status: "pass", detail };
}
