import { parseCrontab } from "./cron.ts";
import { type Followed, follow, type Repository } from "./follow.ts";
import type { Found, Job } from "./job.ts";
import type { Reading } from "./readings.ts";
import { fromCalendar, fromCron, fromInterval } from "./schedule.ts";
import type { Survey } from "./survey.ts";
import { allOf, lastOf, parseUnit, type Setting, spanSeconds, type UnitFile } from "./unit-file.ts";

export interface Jobs {
  readonly jobs: readonly Job[];
  /** What could not be read or followed, a sentence each. */
  readonly problems: readonly string[];
}

/** Everything on this machine that runs an agent in the repository by the clock. */
export async function findJobs(survey: Pick<Survey, "crontabs" | "units"> & Repository): Promise<Jobs> {
  const results = [
    ...(await Promise.all(survey.crontabs.map((reading) => jobsOfCrontab(reading, survey)))),
    await jobsOfUnits(survey.units, survey),
  ];
  return {
    jobs: merged(results.flatMap(({ jobs }) => jobs)),
    problems: results.flatMap(({ problems }) => problems),
  };
}

async function jobsOfCrontab(reading: Reading, repository: Repository): Promise<Jobs> {
  const { lines, problems } = parseCrontab(reading.text, reading);
  const jobs: Job[] = [];
  const unread: string[] = [];
  for (const { expression, command, user, zone, line } of lines) {
    const from = `${nameOf(reading)} line ${line}`;
    const followed = await follow({ command, from, directory: repository.home }, repository);
    if (typeof followed === "string") unread.push(followed);
    if (followed === undefined || typeof followed === "string") continue;
    jobs.push({
      ...carried(followed),
      name: nameFor(followed),
      when: [{ value: fromCron(expression), from }],
      start: {
        value: `remove line ${line} of ${reading.path === "crontab" ? "your crontab (crontab -e)" : reading.path}`,
        from,
      },
      remarks: [],
      ...(zone !== undefined && { zone: { value: zone, from: `CRON_TZ in ${nameOf(reading)}` } }),
      ...(user !== undefined && { user: { value: user, from } }),
    });
  }
  return { jobs, problems: [...problems.map((problem) => `${nameOf(reading)} ${problem}`), ...unread] };
}

const nameOf = ({ path, system }: Reading) => (system ? path : "crontab");

/** A line of a crontab has no name: the script's, or the program's. */
const nameFor = ({ script, call }: Followed) =>
  script?.replace(/^.*\//, "").replace(/\.\w+$/, "") ?? call.value.program;

async function jobsOfUnits(readings: readonly Reading[], repository: Repository): Promise<Jobs> {
  const units = readings.map(({ path, text }) => parseUnit(path, text));
  const jobs: Job[] = [];
  const problems: string[] = [];
  for (const service of units.filter(({ name }) => name.endsWith(".service"))) {
    const timers = units.filter((unit) => unit.name.endsWith(".timer") && startedBy(unit) === service.name);
    const job = await jobOfService(service, timers, repository);
    if (typeof job === "string") problems.push(job);
    else if (job) jobs.push(job);
  }
  return { jobs, problems };
}

const startedBy = (timer: UnitFile) => lastOf(timer, "Unit")?.value ?? timer.name.replace(/timer$/, "service");

async function jobOfService(
  service: UnitFile,
  timers: readonly UnitFile[],
  repository: Repository,
): Promise<Job | string | undefined> {
  const directory = lastOf(service, "WorkingDirectory");
  for (const exec of allOf(service, "ExecStart")) {
    const command = exec.value.replace(/^[-@:+!]+/, "").replaceAll("%h", repository.home);
    const from = placeOf(service, exec);
    const start = { command, from, ...(directory && { directory: directory.value.replace(/^-/, "") }) };
    const followed = await follow(start, repository);
    if (typeof followed === "string") return followed;
    if (followed) return jobOf(service, timers, followed);
  }
  return undefined;
}

function jobOf(service: UnitFile, timers: readonly UnitFile[], followed: Followed): Job {
  const { when, remarks, zone } = schedule(timers);
  const user = lastOf(service, "User");
  const directory = lastOf(service, "WorkingDirectory");
  const carriedOver = carried(followed);
  const stop = timers.length > 0 ? timers.map(({ name }) => name).join(" ") : service.name;
  return {
    ...carriedOver,
    name: service.name.replace(/\.service$/, "").replace(/^gptme-agent-/, ""),
    when,
    limits: [...unitLimits(service), ...carriedOver.limits],
    environment: [...environmentOf(service), ...carriedOver.environment],
    start: {
      value: `systemctl ${service.path.includes("/user/") ? "--user " : ""}disable --now ${stop}`,
      from: service.name,
    },
    remarks: timers.length > 0 ? remarks : [`no timer starts ${service.name}: when it is due is for you to say`],
    ...(zone && { zone }),
    ...(user && { user: { value: user.value, from: placeOf(service, user) } }),
    ...(directory && { directory: { value: directory.value, from: placeOf(service, directory) } }),
  };
}

function schedule(timers: readonly UnitFile[]): Pick<Job, "when" | "remarks" | "zone"> {
  const said = timers.flatMap((timer) => [
    ...allOf(timer, "OnCalendar").map((setting) => ({ from: placeOf(timer, setting), ...fromCalendar(setting.value) })),
    ...[...allOf(timer, "OnUnitActiveSec"), ...allOf(timer, "OnUnitInactiveSec")].map((setting) => ({
      from: placeOf(timer, setting),
      ...fromInterval(spanSeconds(setting.value) ?? Number.NaN),
    })),
  ]);
  const when = said.flatMap((each) => ("when" in each ? [{ value: each.when, from: each.from }] : []));
  const zoned = said.find((each) => "zone" in each);
  return {
    when,
    remarks: said.flatMap((each) => ("unclear" in each ? [`${each.from}: ${each.unclear}`] : [])),
    ...(zoned && "zone" in zoned && zoned.zone && { zone: { value: zoned.zone, from: zoned.from } }),
  };
}

function unitLimits(service: UnitFile): Found<number>[] {
  return ["TimeoutStartSec", "TimeoutSec", "RuntimeMaxSec"].flatMap((key) => {
    const setting = lastOf(service, key);
    const seconds = setting && spanSeconds(setting.value);
    return setting && seconds
      ? [{ value: seconds / 60, from: `${key}=${setting.value} in ${placeOf(service, setting)}` }]
      : [];
  });
}

/** Files by name; of variables set in the unit only the names, because values may be secrets. */
function environmentOf(service: UnitFile): Found[] {
  const files = allOf(service, "EnvironmentFile").map((setting) => ({
    value: `the file ${setting.value.replace(/^-/, "")}`,
    from: placeOf(service, setting),
  }));
  const set = allOf(service, "Environment").flatMap((setting) =>
    [...setting.value.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=/g)].map(([, name]) => ({
      value: `the variable ${name}`,
      from: placeOf(service, setting),
    })),
  );
  return [...files, ...set];
}

function carried({ call, script, directory, timeouts, given }: Followed) {
  return {
    call,
    limits: timeouts.map(({ value, from }) => ({ value: value / 60, from })),
    environment: given.map((name) => ({ value: `the variable ${name}`, from: call.from })),
    ...(script !== undefined && { script }),
    ...(directory !== undefined && { directory: { value: directory, from: call.from } }),
  };
}

const placeOf = ({ name }: UnitFile, { line }: Setting) => `${name} line ${line}`;

/** One script on two schedules is one agent. */
function merged(jobs: readonly Job[]): Job[] {
  const all: Job[] = [];
  for (const job of jobs) {
    const at = all.findIndex(
      ({ script, call }) => script !== undefined && script === job.script && call.from === job.call.from,
    );
    const same = all[at];
    if (same) all[at] = joined(same, job);
    else all.push(job);
  }
  return all;
}

const joined = (one: Job, other: Job): Job => ({
  ...one,
  when: [...one.when, ...other.when],
  limits: [...one.limits, ...other.limits],
  environment: [...one.environment, ...other.environment],
  remarks: [...one.remarks, ...other.remarks],
  start: { value: `${one.start.value}; ${other.start.value}`, from: `${one.start.from} and ${other.start.from}` },
});
