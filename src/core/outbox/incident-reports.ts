import type { Draft } from "../contracts/channel.ts";
import type { Incident } from "../contracts/incidents.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import type { ReportRule } from "../contracts/reporting.ts";

interface ReportHistory {
  readonly now: number;
  readonly hasHeard: (channel: string, key: string) => Promise<boolean>;
}

/**
 * Letters about what is wrong: when it begins, when it gets worse, and, for a channel that has heard of it, when it
 * is over.
 */
export async function incidentReports(
  rules: readonly ReportRule[],
  incidents: readonly Incident[],
  { now, hasHeard }: ReportHistory,
): Promise<readonly NewDelivery[]> {
  const letters: NewDelivery[] = [];
  for (const { to, fallback } of rules.filter(({ on }) => on.includes("incident")))
    for (const incident of incidents) {
      const { resolvedAt, report, acknowledged } = incident;
      const state = resolvedAt === undefined ? report.status : "resolved";
      // Somebody knows; whatever makes it worse ends that.
      if (state !== "resolved" && acknowledged !== undefined) continue;
      const before = await Promise.all(["warn", "fail"].map((each) => hasHeard(to, incidentLetterKey(incident, each))));
      if (state === "resolved" && !before.includes(true)) continue;
      const second = fallback === undefined ? {} : { fallback };
      letters.push({
        key: incidentLetterKey(incident, state),
        channel: to,
        letter: incidentLetter(incident, now),
        ...second,
      });
    }
  return letters;
}

const incidentLetterKey = ({ key, openedAt }: Incident, state: string) => `incident:${key}:${openedAt}:${state}`;

function incidentLetter({ key, report, openedAt, resolvedAt }: Incident, at: number): Draft {
  const since = new Date(openedAt).toISOString();
  const isOver = resolvedAt !== undefined;
  const text = isOver ? `It was wrong since ${since}: ${report.detail}` : `${report.detail}\n\nSince ${since}.`;
  const tone = isOver ? "good" : report.status === "fail" ? "bad" : "neutral";
  const title = isOver ? `${key} is resolved` : `${key}: ${report.status}`;
  const facts = { incident: key, status: isOver ? "resolved" : report.status };
  return { kind: "report", to: "", title, text, tone, at, facts };
}
