import { MAIL } from "./beside.ts";
import { type CronLine, type Crontab, parseCrontab } from "./cron.ts";
import { carried, follow } from "./follow.ts";
import type { Job, Jobs, Origin, Unfollowed } from "./job.ts";
import { names } from "./places.ts";
import type { CrontabReading } from "./readings.ts";
import { fromCron } from "./schedule.ts";
import type { Followed, Repository } from "./trail.ts";

/** Characters of a line that are shown. */
const MAX_SHOWN = 200;

/** The lines of a crontab that run an agent in the repository. */
export async function jobsOfCrontab(reading: CrontabReading, repository: Repository): Promise<Jobs> {
  const { lines, problems, unread } = parseCrontab(reading.text, reading);
  const jobs: Job[] = [];
  const unfollowed = unreadHere(unread, reading, repository);
  const untold: string[] = [];
  for (const line of lines) {
    const { command, known, input } = line;
    const from = `${crontabName(reading)} line ${line.line}`;
    const start = { command, from, directory: repository.home, ...(known && { known }), ...(input && { input }) };
    const { followed, problem } = await follow(start, repository);
    if (problem !== undefined) untold.push(problem);
    if (problem !== undefined) unfollowed.push({ origin: originOf(line, reading), why: problem });
    for (const one of followed) jobs.push(jobOf(one, line, reading));
  }
  const told = problems.map((problem) => `${crontabName(reading)} ${problem}`);
  return { jobs, problems: [...told, ...untold], unfollowed };
}

/** Lines that are no schedule of cron's five fields, and name the repository. */
function unreadHere(unread: Crontab["unread"], reading: CrontabReading, { folder, home }: Repository): Unfollowed[] {
  const here = unread.filter(({ text }) => names(text, folder, home));
  return here.map(({ line, text }) => {
    const origin = originOf({ line, command: text }, reading);
    return { origin, why: `${origin.from} names this repository and cannot be read: ${text.slice(0, MAX_SHOWN)}` };
  });
}

const originOf = ({ line, command }: Pick<CronLine, "line" | "command">, reading: CrontabReading): Origin => ({
  kind: "crontab",
  path: reading.path,
  line,
  command,
  from: `${crontabName(reading)} line ${line}`,
});

function jobOf(
  followed: Followed,
  { expression, command, user, zone, line, known = {} }: CronLine,
  reading: CrontabReading,
): Job {
  const from = `${crontabName(reading)} line ${line}`;
  const { MAILTO, PATH, ...set } = known;
  const about = carried(followed);
  return {
    ...about,
    name: nameFor(followed),
    when: [
      {
        value: fromCron(expression),
        from,
        ...(zone && { zone: { value: zone, from: `CRON_TZ in ${crontabName(reading)}` } }),
      },
    ],
    start: {
      value: `remove line ${line} of ${reading.path === "crontab" ? "your crontab (crontab -e)" : reading.path}`,
      from,
    },
    origins: [originOf({ line, command }, reading)],
    environment: [
      ...about.environment,
      ...Object.keys(set)
        .filter((name) => !CRONS_OWN.test(name))
        .map((name) => ({ value: `the variable ${name}`, from: crontabName(reading) })),
    ],
    remarks: [
      ...followed.told,
      ...(PATH
        ? [`PATH in ${crontabName(reading)}: programs are found on the PATH that midwatch is started with`]
        : []),
      ...(MAILTO ? [`MAILTO=${MAILTO} in ${crontabName(reading)}: cron mailed what it printed, ${MAIL}`] : []),
    ],
    ...(user !== undefined && { user: { value: user, from } }),
  };
}

/** Settings of cron's, which an agent needs no more. */
const CRONS_OWN = /^(?:SHELL|HOME|LOGNAME|USER|LANG|LC_\w+|MAILFROM)$/;

const crontabName = ({ path, system }: CrontabReading) => (system ? path : "crontab");

/** A line of a crontab has no name: the script's, the prompt file's or the program's. */
function nameFor({ script, args, call }: Followed): string {
  const { args: words, input, program } = call.value;
  const file = script ?? /[\w./-]+\.(?:md|txt)(?=\)?$)/.exec(input ?? words.at(-1) ?? "")?.[0];
  const name = file?.replace(/^.*\//, "").replace(/\.\w+$/, "") ?? program;
  return [name, ...args.slice(0, 1).filter((word) => /^[a-z][\w-]*$/i.test(word))].join("-");
}
