/** Messages of systemd's when it begins to start a unit, and when it has. */
const BEGINS = ["7d4958e842da4a758f6c1cdc7b36dcc5", "39f53479d3a045ac8e11786248231fbf"];

/** Times at which a unit was started, in journal entries as JSON, one a line: each of its runs once. */
export function journalRuns(out: string): number[] {
  const runs = new Map<string, number>();
  for (const line of out.split("\n").filter(Boolean)) {
    const entry = JSON.parse(line) as Record<string, string>;
    if (!BEGINS.includes(entry.MESSAGE_ID ?? "")) continue;
    const at = Math.floor(Number(entry.__REALTIME_TIMESTAMP) / 1000);
    const run = entry.INVOCATION_ID ?? entry.USER_INVOCATION_ID ?? `${at}`;
    if (!runs.has(run)) runs.set(run, at);
  }
  return [...runs.values()];
}

/** A command of cron's, and whose it is where that is known. */
export interface CronCommand {
  readonly command: string;
  readonly who: string | undefined;
}

const CRON_LINE =
  /^(?<time>\S+(?:\s+\d+\s+[\d:]+)?)\s+\S+\s+\S*[Cc][Rr][Oo][Nn][Dd]?\[\d+\]:\s+\((?<who>[^)]+)\)\s+CMD\s+\((?<command>.*)\)\s*$/;

/** Times at which cron ran a command, in lines of its log. */
export function cronRuns(lines: readonly string[], { command, who }: CronCommand, now = Date.now()): number[] {
  return lines.flatMap((line) => {
    const found = CRON_LINE.exec(line)?.groups;
    if (!found || commandIn(found.command ?? "") !== command.trim() || (who !== undefined && found.who !== who))
      return [];
    const at = loggedTime(found.time ?? "", now);
    return at === undefined ? [] : [at];
  });
}

/** Without what it is given on stdin, as crontab lines are read. */
const commandIn = (logged: string) => (logged.split(/(?<!\\)%/)[0] ?? "").replaceAll("\\%", "%").trim();

/** `2026-12-01T04:36:01.123+00:00`, or `Dec  1 04:36:01` of the year that has just been. */
function loggedTime(text: string, now: number): number | undefined {
  const iso = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(iso)) return iso;
  const year = new Date(now).getFullYear();
  const at = Date.parse(`${text} ${year}`);
  if (Number.isNaN(at)) return undefined;
  return at > now + 86_400_000 ? Date.parse(`${text} ${year - 1}`) : at;
}
