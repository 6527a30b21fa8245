import { carried, type Followed, follow, type Repository } from "./follow.ts";
import type { Job, Jobs, Sourced } from "./job.ts";
import type { CrontabReading } from "./readings.ts";
import { fromCalendar, fromInterval } from "./schedule.ts";
import { allOf, lastOf, parseUnit, type Setting, spanSeconds, type UnitFile } from "./unit-file.ts";

/** The services that run an agent in the repository, with the timers that start them. */
export async function jobsOfUnits(readings: readonly CrontabReading[], repository: Repository): Promise<Jobs> {
  const units = readings.map(({ path, text }) => parseUnit(path, text));
  const jobs: Job[] = [];
  const problems: string[] = [];
  for (const service of units.filter(({ name }) => name.endsWith(".service"))) {
    const timers = units.filter((unit) => unit.name.endsWith(".timer") && startedBy(unit) === service.name);
    const job = await jobOfService(service, timers, repository);
    if (typeof job === "string") problems.push(job);
    else if (job) jobs.push({ ...job, remarks: [...job.remarks, ...overriding([service, ...timers], units)] });
  }
  return { jobs, problems };
}

/** Drop-ins: what they change is not worked out, so the person is told where to look. */
const overriding = (changed: readonly UnitFile[], units: readonly UnitFile[]) =>
  units
    .filter(({ path }) => changed.some(({ name }) => path.includes(`/${name}.d/`)))
    .map(({ path }) => `${path} changes the unit, and was not taken into account: compare`);

const startedBy = (timer: UnitFile) => lastOf(timer, "Unit")?.value ?? timer.name.replace(/timer$/, "service");

async function jobOfService(
  service: UnitFile,
  timers: readonly UnitFile[],
  repository: Repository,
): Promise<Job | string | undefined> {
  const directory = lastOf(service, "WorkingDirectory");
  for (const exec of allOf(service, "ExecStart")) {
    const command = exec.value.replace(/^[-@:+!]+/, "").replaceAll("%h", repository.home);
    const from = settingPlace(service, exec);
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
  const title = lastOf(service, "Description");
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
    ...(title && { title: { value: title.value, from: settingPlace(service, title) } }),
    ...(zone && { zone }),
    ...(user && { user: { value: user.value, from: settingPlace(service, user) } }),
    ...(directory && { directory: { value: directory.value, from: settingPlace(service, directory) } }),
  };
}

function schedule(timers: readonly UnitFile[]): Pick<Job, "when" | "remarks" | "zone"> {
  const said = timers.flatMap((timer) => [
    ...allOf(timer, "OnCalendar").map((setting) => ({
      from: settingPlace(timer, setting),
      ...fromCalendar(setting.value),
    })),
    ...[...allOf(timer, "OnUnitActiveSec"), ...allOf(timer, "OnUnitInactiveSec")].map((setting) => ({
      from: settingPlace(timer, setting),
      ...fromInterval(spanSeconds(setting.value) ?? Number.NaN),
    })),
  ]);
  const when = said.flatMap((each) => ("when" in each ? [{ value: each.when, from: each.from }] : []));
  const zoned = said.find((each) => "zone" in each);
  return {
    when,
    remarks: [
      ...delays(timers),
      ...said.flatMap((each) => ("unclear" in each ? [`${each.from}: ${each.unclear}`] : [])),
    ],
    ...(zoned && "zone" in zoned && zoned.zone && { zone: { value: zoned.zone, from: zoned.from } }),
  };
}

/** A timer's spread has no word in `when`. */
const delays = (timers: readonly UnitFile[]) =>
  timers.flatMap((timer) => {
    const delay = lastOf(timer, "RandomizedDelaySec");
    return delay ? [`RandomizedDelaySec=${delay.value} in ${settingPlace(timer, delay)} has no counterpart`] : [];
  });

function unitLimits(service: UnitFile): Sourced<number>[] {
  return ["TimeoutStartSec", "TimeoutSec", "RuntimeMaxSec"].flatMap((key) => {
    const setting = lastOf(service, key);
    const seconds = setting && spanSeconds(setting.value);
    return setting && seconds
      ? [{ value: seconds / 60, from: `${key}=${setting.value} in ${settingPlace(service, setting)}` }]
      : [];
  });
}

/** Files by name; of variables set in the unit only the names, because values may be secrets. */
function environmentOf(service: UnitFile): Sourced[] {
  const files = allOf(service, "EnvironmentFile").map((setting) => ({
    value: `the file ${setting.value.replace(/^-/, "")}`,
    from: settingPlace(service, setting),
  }));
  const set = allOf(service, "Environment").flatMap((setting) =>
    [...setting.value.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=/g)].map(([, name]) => ({
      value: `the variable ${name}`,
      from: settingPlace(service, setting),
    })),
  );
  return [...files, ...set];
}

const settingPlace = ({ name }: UnitFile, { line }: Setting) => `${name} line ${line}`;
