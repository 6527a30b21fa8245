import { existsSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { askProgram } from "../../../core/host/ask.ts";
import { readRegularText } from "../../../core/host/regular-file.ts";
import type { Origin } from "../init/job.ts";
import { cronRuns, journalRuns } from "./logs.ts";

/** A span of time; its end counts. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Runs of an old job as somebody wrote them down; undefined where nobody did, or nobody may read it. */
export type OldRuns = (
  origin: Origin,
  span: Span,
) => Promise<{ by: "journal" | "log"; at: readonly number[] } | undefined>;

const LOGS = ["/var/log/syslog", "/var/log/cron", "/var/log/cron.log"];
const MAX_LOG_BYTES = 512 * 1024 * 1024;
const JOURNAL_MS = 30_000;

/** The journal for units; for crontab lines cron's own words, in the journal or in a log. */
export const writtenDown: OldRuns = (origin, span) =>
  origin.kind === "unit" ? fromUnits(origin, span) : fromCron(origin, span);

async function fromUnits({ name, user }: Extract<Origin, { kind: "unit" }>, span: Span) {
  const out = await journal(
    [`${user ? "USER_UNIT" : "UNIT"}=${name}`, ...(user ? [`_UID=${userInfo().uid}`] : [])],
    span,
    user,
  );
  return out === undefined ? undefined : { by: "journal" as const, at: within(journalRuns(out), span) };
}

async function fromCron({ command, path }: Extract<Origin, { kind: "crontab" }>, span: Span) {
  const who = path === "crontab" ? userInfo().username : undefined;
  const out = await journal(["SYSLOG_IDENTIFIER=CRON", "+", "SYSLOG_IDENTIFIER=crond"], span, false);
  const told = out === undefined ? [] : within(cronRuns(linesOfJournal(out), { command, who }), span);
  if (out !== undefined && out !== "") return { by: "journal" as const, at: told };
  const text = LOGS.flatMap(
    (log) => readRegularText(log, { most: MAX_LOG_BYTES, links: "own" }, () => undefined) ?? [],
  )[0];
  return text === undefined || !/CRON|crond/.test(text)
    ? undefined
    : { by: "log" as const, at: within(cronRuns(text.split("\n"), { command, who }), span) };
}

/** Undefined where there is no journal, or none that may be read. */
async function journal(matches: readonly string[], { from, to }: Span, user: boolean): Promise<string | undefined> {
  if (!existsSync("/run/systemd/system")) return undefined;
  const since = `@${Math.floor(from / 1000)}`;
  const until = `@${Math.ceil(to / 1000)}`;
  const argv = [
    "journalctl",
    ...(user ? ["--user"] : []),
    "--quiet",
    "--output=json",
    "--no-pager",
    "--since",
    since,
    "--until",
    until,
  ] as const;
  const { code, out } = await askProgram([...argv, ...matches], { cwd: homedir(), timeout: JOURNAL_MS });
  return code === 0 ? out : undefined;
}

/** As a log has them: the time first. */
const linesOfJournal = (out: string): string[] =>
  out.split("\n").flatMap((line) => {
    if (line === "") return [];
    const { __REALTIME_TIMESTAMP: at, MESSAGE } = JSON.parse(line) as Record<string, string>;
    return [`${new Date(Number(at) / 1000).toISOString()} journal CRON[0]: ${MESSAGE}`];
  });

const within = (times: readonly number[], { from, to }: Span) => times.filter((at) => at > from && at <= to);
