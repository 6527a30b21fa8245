import { homedir } from "node:os";
import { readRegularText } from "../../../core/host/regular-file.ts";
import type { Job, Jobs, Origin, Unfollowed } from "../init/job.ts";
import { findJobs } from "../init/jobs.ts";
import { readCrontabs, readUnits } from "../init/readings.ts";
import type { Places } from "../init/survey.ts";

/** Something on this machine that works in a fleet's repository by the clock, and is not midwatch. */
export interface OldJob {
  readonly origin: Origin;
  /** It runs an agent that was found; otherwise nobody knows what it does. */
  readonly isFollowed: boolean;
  /** Its program and times, or why it cannot be followed. */
  readonly what: string;
}

export interface OldJobs {
  readonly jobs: readonly OldJob[];
  /** Places that could not be looked at, a sentence each. */
  readonly problems: readonly string[];
}

const MAX_SCRIPT_BYTES = 256 * 1024;
/** Head of units that midwatch has written. */
const OWN_UNIT = "# Written by midwatch install";

/** Everything that runs beside midwatch in these folders, as the machine stands now. */
export async function findOldJobs(folders: readonly string[], places: Places): Promise<OldJobs> {
  const { jobs, unfollowed, problems } = await findJobsIn(folders, places);
  const all = [...jobs.flatMap(jobsOf), ...unfollowed.map(unfollowedJob)];
  return {
    jobs: all.filter((job, at) => all.findIndex(({ origin }) => origin.from === job.origin.from) === at),
    problems,
  };
}

/** Jobs of these folders as the machine stands now, but for midwatch's own. */
export async function findJobsIn(folders: readonly string[], places: Places): Promise<Jobs> {
  const home = homedir();
  const [crontabs, units] = await Promise.all([
    readCrontabs(places.crontab, folders[0] ?? home),
    readUnits(places.units, home),
  ]);
  const others = units.readings.filter(({ text }) => !text.startsWith(OWN_UNIT));
  const found = await Promise.all(
    folders.map((folder) =>
      findJobs({ crontabs: crontabs.readings, units: others, folder, home, read: (path) => readScript(folder, path) }),
    ),
  );
  return {
    jobs: found.flatMap(({ jobs }) => jobs),
    unfollowed: found.flatMap(({ unfollowed }) => unfollowed),
    problems: [...crontabs.problems, ...units.problems],
  };
}

const jobsOf = ({ origins, call, when }: Job): OldJob[] =>
  origins.map((origin) => ({
    origin,
    isFollowed: true,
    what: `${call.value.program}, ${when.map(({ value }) => value).join(", ") || "at no known time"}`,
  }));

const unfollowedJob = ({ origin, why }: Unfollowed): OldJob => ({ origin, isFollowed: false, what: why });

async function readScript(folder: string, path: string): Promise<string | undefined> {
  const file = path.startsWith("/") ? path : `${folder}/${path}`;
  return readRegularText(file, { most: MAX_SCRIPT_BYTES, longer: "cut", links: "own" }, () => undefined);
}
