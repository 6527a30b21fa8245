import type { Job, Schedule, Sourced } from "./job.ts";

/** The fleet's time zone, and jobs whose times in any other say so. */
export function inZones(jobs: readonly Job[], machine: string): { zone: Sourced; jobs: Job[] } {
  const named = jobs.flatMap(({ when }) =>
    when.flatMap(({ zone }) => (zone && canonicalZone(zone.value) ? [zone] : [])),
  );
  const [first] = named;
  const zone = {
    value: canonicalZone(first?.value ?? machine) ?? machine,
    from: first?.from ?? "this machine's, which its crontabs and timers mean",
  };
  return { zone, jobs: jobs.map((job) => inZone(job, zone.value, machine)) };
}

function inZone(job: Job, fleet: string, machine: string): Job {
  const unknown = job.when.flatMap(({ zone }) => (zone && canonicalZone(zone.value) === undefined ? [zone] : []));
  return {
    ...job,
    when: job.when.map((one) => meantIn(one, fleet, machine)),
    remarks: [
      ...job.remarks,
      ...unknown.map(({ value, from }) => `${from}: "${value}" is no time zone that is known here`),
    ],
  };
}

/** An interval has no zone. */
function meantIn(one: Schedule, fleet: string, machine: string): Schedule {
  const own = canonicalZone(one.zone?.value ?? machine) ?? machine;
  return own === fleet || one.value.startsWith("every ") ? one : { ...one, value: `${one.value} in ${own}` };
}

/** `US/Eastern` by the name that configurations have; undefined when it is no zone. */
function canonicalZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
