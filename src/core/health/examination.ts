import type { HealthCheck, HealthQuestion, HealthReport } from "../contracts/health.ts";
import type { HealthRun } from "../contracts/incidents.ts";
import { messageOf } from "../errors.ts";

/** What a check may take that has no limit of its own. */
const LONGEST_MS = 60_000;

/** Makes a check. One that cannot be made, or does not come back, is a warning: it must not be what stops the work. */
export async function examine(check: HealthCheck, question: HealthQuestion, signal: AbortSignal): Promise<HealthRun> {
  const { agent, now: at } = question;
  const subject = check.about === "fleet" ? "" : (agent?.name ?? "");
  const run = { check: check.name, subject, at };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  try {
    const found = [await Promise.race([check.check(question, limited), aborted(limited)])].flat();
    return { ...run, reports: found.map((report) => named(report, check.name, subject)) };
  } catch (thrown) {
    const detail = `could not be checked: ${messageOf(thrown)}`;
    const report: HealthReport = { check: check.name, status: "warn", detail, needsPerson: true };
    return { ...run, reports: [named(report, check.name, subject)], failed: true };
  }
}

/** Under the name it is declared by: what it is kept under. What is about an agent says about which. */
function named(report: HealthReport, check: string, subject: string): HealthReport {
  return { ...(subject !== "" && { about: subject }), ...report, check };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const tell = () => fail(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
  });
}
