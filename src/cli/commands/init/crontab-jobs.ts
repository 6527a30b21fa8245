import { parseCrontab } from "./cron.ts";
import { carried, type Followed, follow, type Repository } from "./follow.ts";
import type { Job, Jobs } from "./job.ts";
import type { CrontabReading } from "./readings.ts";
import { fromCron } from "./schedule.ts";

/** The lines of a crontab that run an agent in the repository. */
export async function jobsOfCrontab(reading: CrontabReading, repository: Repository): Promise<Jobs> {
  const { lines, problems } = parseCrontab(reading.text, reading);
  const jobs: Job[] = [];
  const unread: string[] = [];
  for (const { expression, command, user, zone, line } of lines) {
    const from = `${crontabName(reading)} line ${line}`;
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
      ...(zone !== undefined && { zone: { value: zone, from: `CRON_TZ in ${crontabName(reading)}` } }),
      ...(user !== undefined && { user: { value: user, from } }),
    });
  }
  return { jobs, problems: [...problems.map((problem) => `${crontabName(reading)} ${problem}`), ...unread] };
}

const crontabName = ({ path, system }: CrontabReading) => (system ? path : "crontab");

/** A line of a crontab has no name: the script's, the prompt file's or the program's. */
function nameFor({ script, call }: Followed): string {
  const file = script ?? /[\w./-]+\.(?:md|txt)(?=\)?$)/.exec(call.value.args.at(-1) ?? "")?.[0];
  return file?.replace(/^.*\//, "").replace(/\.\w+$/, "") ?? call.value.program;
}
