import type { AgentCall } from "./call.ts";
import { carried, follow } from "./follow.ts";
import type { Job, Jobs, Origin, Sourced, Unfollowed } from "./job.ts";
import type { CrontabReading } from "./readings.ts";
import { fromCalendar, fromInterval } from "./schedule.ts";
import type { Followed, Repository } from "./trail.ts";
import { allOf, lastOf, parseUnit, type Setting, spanSeconds, type UnitFile } from "./unit-file.ts";
import { leftOut, settingPlace } from "./unit-settings.ts";

/** The services that run an agent in the repository, with the timers that start them. */
export async function jobsOfUnits(readings: readonly CrontabReading[], repository: Repository): Promise<Jobs> {
  const units = readings.map(({ path, text }) => parseUnit(path, text));
  const jobs: Job[] = [];
  const problems: string[] = [];
  const unfollowed: Unfollowed[] = [];
  for (const service of units.filter(({ name }) => name.endsWith(".service"))) {
    const timers = units.filter((unit) => unit.name.endsWith(".timer") && startedBy(unit) === service.name);
    const found = await jobsOfService(service, timers, repository);
    const overridden = overriding([service, ...timers], units);
    jobs.push(...found.jobs.map((job) => ({ ...job, remarks: [...job.remarks, ...overridden] })));
    problems.push(...found.problems);
    unfollowed.push(...found.unfollowed);
  }
  return { jobs, problems, unfollowed };
}

/** Drop-ins: what they change is not worked out, so the person is told where to look. */
const overriding = (changed: readonly UnitFile[], units: readonly UnitFile[]) =>
  units
    .filter(({ path }) => changed.some(({ name }) => path.includes(`/${name}.d/`)))
    .map(({ path }) => `${path} changes the unit, and was not taken into account: compare`);

const startedBy = (timer: UnitFile) => lastOf(timer, "Unit")?.value ?? timer.name.replace(/timer$/, "service");

async function jobsOfService(service: UnitFile, timers: readonly UnitFile[], repository: Repository): Promise<Jobs> {
  const directory = lastOf(service, "WorkingDirectory");
  const problems: string[] = [];
  const all = allOf(service, "ExecStart");
  for (const exec of all) {
    const command = exec.value.replace(/^[-@:+!|]+/, "").replaceAll("%h", repository.home);
    const from = settingPlace(service, exec);
    const place = directory?.value
      .replace(/^[-!]/, "")
      .replaceAll("%h", repository.home)
      .replace(/^~$/, repository.home);
    const start = { command, from, ...(place !== undefined && { directory: place }) };
    const { followed, problem } = await follow(start, repository);
    const beside = all.filter((other) => other !== exec);
    if (problem !== undefined) problems.push(problem);
    if (followed.length > 0)
      return {
        jobs: namedApart(followed.map((one) => jobOf(service, timers, { one, beside }))),
        problems: [],
        unfollowed: [],
      };
  }
  return { jobs: [], problems, unfollowed: problems.map((why) => ({ origin: originOf(service, timers), why })) };
}

/** Several agents of one service are called by the files of their prompts, where those differ. */
function namedApart(jobs: readonly Job[]): readonly Job[] {
  const named = jobs.map((job) => promptFile(job.call.value) ?? job.name);
  return jobs.length > 1 && new Set(named).size === jobs.length
    ? jobs.map((job, at) => ({ ...job, name: named[at] ?? job.name }))
    : jobs;
}

const promptFile = ({ args, input }: AgentCall): string | undefined =>
  /(?<name>[\w-]+)\.(?:md|txt)(?=\)?$)/.exec(input ?? args.at(-1) ?? "")?.groups?.name;

const isUsers = ({ path }: UnitFile) => path.includes("/user/");

const originOf = (service: UnitFile, timers: readonly UnitFile[]): Origin => ({
  kind: "unit",
  name: service.name,
  timers: timers.map(({ name }) => name),
  user: isUsers(service),
  files: Object.fromEntries([service, ...timers].map(({ name, path }) => [name, path])),
  from: service.name,
});

/** An agent of a service, and the service's other commands. */
interface Found {
  readonly one: Followed;
  readonly beside: readonly Setting[];
}

function jobOf(service: UnitFile, timers: readonly UnitFile[], { one, beside }: Found): Job {
  const { when, remarks } = schedule(timers);
  const user = lastOf(service, "User");
  const title = lastOf(service, "Description");
  const directory = lastOf(service, "WorkingDirectory");
  const carriedOver = carried(one);
  const stop = timers.length > 0 ? timers.map(({ name }) => name).join(" ") : service.name;
  return {
    ...carriedOver,
    name: service.name.replace(/@?\.service$/, "").replace(/^gptme-agent-/, ""),
    when,
    limits: [...unitLimits(service), ...carriedOver.limits],
    environment: [...environmentOf(service), ...carriedOver.environment],
    start: {
      value: `systemctl ${isUsers(service) ? "--user " : ""}disable --now ${stop}`,
      from: service.name,
    },
    origins: [originOf(service, timers)],
    remarks: [
      ...one.told,
      ...(timers.length > 0 ? remarks : [`no timer starts ${service.name}: when it is due is for you to say`]),
      ...leftOut(service, beside),
      ...timers.flatMap((timer) => leftOut(timer)),
    ],
    ...(title && { title: { value: title.value, from: settingPlace(service, title) } }),
    ...(user && { user: { value: user.value, from: settingPlace(service, user) } }),
    ...(directory && { directory: { value: directory.value, from: settingPlace(service, directory) } }),
  };
}

function schedule(timers: readonly UnitFile[]): Pick<Job, "when" | "remarks"> {
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
  return {
    when: said.flatMap((each) =>
      "when" in each
        ? [{ value: each.when, from: each.from, ...(each.zone && { zone: { value: each.zone, from: each.from } }) }]
        : [],
    ),
    remarks: said.flatMap((each) => ("unclear" in each ? [`${each.from}: ${each.unclear}`] : [])),
  };
}

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
