import type { HealthReport } from "../contracts/health-report.ts";
import type { Ledger } from "../contracts/ledger.ts";
import type { Problem } from "../errors.ts";
import { oneLine } from "../text/wording.ts";

/** The cause under which mistakes in the fleet's files are an incident: no session starts before they are right. */
export const MISTAKES = "mistakes";

/** Shows all of them, each with what would be right. */
export const CHECK = "midwatch check";

/** Opens the incident, or touches it; without a problem it is resolved, where one is open. */
export async function observeMistakes(
  { history, incidents }: Pick<Ledger, "history" | "incidents">,
  problems: readonly Problem[],
  at: number,
): Promise<void> {
  const isOpen = (await history.incidents()).some(({ key }) => key === MISTAKES);
  if (problems.length === 0 && !isOpen) return;
  await incidents.observe({ check: MISTAKES, subject: "", at, reports: [mistakesReport(problems)] });
}

/** Passes where there is none. */
export function mistakesReport(problems: readonly Problem[]): HealthReport {
  const common = { check: MISTAKES, needsPerson: true } as const;
  return problems.length === 0
    ? { ...common, status: "pass", detail: "the fleet's files can be read" }
    : { ...common, status: "fail", detail: `${sentenceOfMistakes(problems)}: ${CHECK}` };
}

/** Sentence on the consequence of mistakes: the first with its place, and how many more there are. */
export function sentenceOfMistakes(problems: readonly Problem[]): string {
  const [first, ...others] = problems;
  if (!first) return "";
  const { file, line, message } = first;
  const place = line === undefined ? file : `${file}:${line}`;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  // What would be right may be a long list: the command shows it.
  const [wrong = ""] = oneLine(message).split("; ");
  return `no session starts, as the fleet's files have mistakes: ${place}: ${wrong}${more}`;
}
