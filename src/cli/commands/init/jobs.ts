import { jobsOfCrontab } from "./crontab-jobs.ts";
import type { Job, Jobs } from "./job.ts";
import { lawful } from "./lawful.ts";
import { narrowed } from "./narrowed.ts";
import type { Survey } from "./survey.ts";
import type { Repository } from "./trail.ts";
import { jobsOfUnits } from "./unit-jobs.ts";

/** Everything on this machine that runs an agent in the repository by the clock. */
export async function findJobs(survey: Pick<Survey, "crontabs" | "units"> & Repository): Promise<Jobs> {
  const results = [
    ...(await Promise.all(survey.crontabs.map((reading) => jobsOfCrontab(reading, survey)))),
    await jobsOfUnits(survey.units, survey),
  ];
  return {
    jobs: merged(results.flatMap(({ jobs }) => jobs)).map((job) => narrowed(lawful(job), Date.now())),
    problems: results.flatMap(({ problems }) => problems),
    unfollowed: results.flatMap(({ unfollowed }) => unfollowed),
  };
}

/** One script on two schedules is one agent. */
function merged(jobs: readonly Job[]): Job[] {
  const all: Job[] = [];
  for (const job of jobs) {
    const at = all.findIndex((other) => isSameCall(other, job));
    const same = all[at];
    if (same) all[at] = mergeJobs(same, job);
    else all.push(job);
  }
  return all;
}

/** The same words at the same place: a script that is given other arguments is another agent. */
const isSameCall = (one: Job, other: Job): boolean =>
  one.script !== undefined && JSON.stringify(identityOfCall(one)) === JSON.stringify(identityOfCall(other));

const identityOfCall = ({ script, call: { from, value } }: Job) => [
  script,
  from,
  value.program,
  value.args,
  value.input,
];

const mergeJobs = (one: Job, other: Job): Job => ({
  ...one,
  when: [...one.when, ...other.when],
  origins: [...one.origins, ...other.origins],
  limits: [...one.limits, ...other.limits],
  environment: [...one.environment, ...other.environment],
  remarks: [...one.remarks, ...other.remarks],
  start: { value: `${one.start.value}; ${other.start.value}`, from: `${one.start.from} and ${other.start.from}` },
});
