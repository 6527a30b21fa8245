import { parseWhen } from "../../../core/when/parse.ts";
import type { Job } from "./job.ts";

/** Times need no more than this to be read; a job's schedule names no calendar and no other agent. */
const KNOWN = { zone: "UTC", calendars: { names: [], get: () => undefined }, agents: [], events: [] };

/** A job whose schedule `check` will accept: what it would refuse is told, and not written. */
export function lawful(job: Job): Job {
  const parsed = parseWhen(
    job.when.map(({ value }) => value),
    KNOWN,
  );
  if ("rules" in parsed) return job;
  const refused = parsed.flatMap(({ at, message }) => {
    const found = job.when[at];
    return found === undefined ? [] : [{ ...found, why: message }];
  });
  return {
    ...job,
    when: job.when.filter((_, at) => !parsed.some((problem) => problem.at === at)),
    refused,
    remarks: [...job.remarks, ...refused.map(({ value, from, why }) => `${from}: "${value}" is not written: ${why}`)],
  };
}
