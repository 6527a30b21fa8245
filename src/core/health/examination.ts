import type { Clock } from "../contracts/clock.ts";
import type { HealthCheck, HealthQuestion } from "../contracts/health.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { HealthRun } from "../contracts/incidents.ts";
import { messageOf } from "../errors.ts";

/** Milliseconds that a check may take that has no limit of its own. */
const MAX_EXAMINATION_MS = 60_000;

/** Makes a check. One that cannot be made, or does not come back, is a warning: it must not be what stops the work. */
export async function examine(
  check: HealthCheck,
  question: HealthQuestion,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<HealthRun> {
  const { agent, now: at } = question;
  const subject = check.about === "fleet" ? "" : (agent?.name ?? "");
  const run = { check: check.name, subject, at };
  try {
    const answer = await inTime(async (until) => check.check(question, until), { clock, signal });
    const found = [answer].flat();
    return { ...run, reports: found.map((report) => withCheckName(report, check.name, subject)) };
  } catch (thrown) {
    const detail = `could not be checked: ${messageOf(thrown)}`;
    const report: HealthReport = { check: check.name, status: "warn", detail, needsPerson: true };
    return { ...run, reports: [withCheckName(report, check.name, subject)], failed: true };
  }
}

interface Waiting {
  /** Missing where the signal has a limit of its own. */
  readonly clock?: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds; a minute when left out. */
  readonly most?: number;
}

/** Answer of a part, within the time limit. Rejects when the part does not answer in time, or on a stop. */
export async function inTime<T>(ask: (until: AbortSignal) => Promise<T>, waiting: Waiting): Promise<T> {
  const { signal, clock, most = MAX_EXAMINATION_MS } = waiting;
  const over = new AbortController();
  const answers = [ask(AbortSignal.any([signal, over.signal])), aborted(signal)];
  try {
    return await Promise.race(clock ? [...answers, late(clock, most, over.signal)] : answers);
  } finally {
    over.abort();
  }
}

/** By the clock, which holds the process: nothing else may be going on while a check does not come back. */
async function late(clock: Clock, most: number, over: AbortSignal): Promise<never> {
  await clock.sleep(most, over);
  throw new Error(`it did not answer within ${most / 1000} seconds`);
}

/** Report under the name its check is declared and kept by. A report about an agent names it. */
function withCheckName(report: HealthReport, check: string, subject: string): HealthReport {
  return { ...(subject !== "" && { about: subject }), ...report, check };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const tell = () => fail(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
  });
}
