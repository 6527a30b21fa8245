import { moments } from "../../../core/when/moments.ts";
import { isWhen, parseWhen } from "../../../core/when/parse.ts";
import { isTimeRule } from "../../../core/when/time-rule.ts";
import { answerAt, type Condition } from "./condition.ts";
import type { Job, Schedule } from "./job.ts";

const SPAN_MS = 400 * 86_400_000;
/** Moments of a schedule that are tried. */
const MOST_TRIED = 400;

/** A job without the schedules at which its script never comes to its call; each that is left out is told. */
export function narrowed(job: Job, now: number): Job {
  const { conditions = [] } = job.call.value;
  if (conditions.length === 0) return job;
  const never = job.when.filter((each) => neverComes(each, conditions, now));
  if (never.length === 0 || never.length === job.when.length) return job;
  const asked = conditions.map(({ text, holds }) => (holds ? text : `not ${text}`)).join(", and ");
  return {
    ...job,
    when: job.when.filter((each) => !never.includes(each)),
    remarks: [
      ...job.remarks,
      ...never.map(({ value, from }) => `${from}: "${value}" is not written here: then it never holds that ${asked}`),
    ],
  };
}

function neverComes({ value, zone }: Schedule, conditions: readonly Condition[], now: number): boolean {
  const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = {
    zone: zone?.value ?? machine,
    calendars: { names: [], get: () => undefined },
    agents: [],
    events: [],
  };
  const parsed = parseWhen([value], known);
  if (!isWhen(parsed)) return false;
  const tried = parsed.rules
    .filter(isTimeRule)
    .flatMap((rule) => firstOf(moments(rule, { after: now, upTo: now + SPAN_MS })));
  const fails = (at: number) =>
    conditions.some(({ text, holds }) => {
      const answer = answerAt(text, at, machine);
      return answer !== undefined && answer !== holds;
    });
  return tried.length > 0 && tried.every((at) => fails(at));
}

function firstOf(all: Iterable<number>): number[] {
  const first: number[] = [];
  for (const at of all) {
    if (first.length >= MOST_TRIED) break;
    first.push(at);
  }
  return first;
}
