import { HEALTH } from "../contracts/agent.ts";
import type { History } from "../contracts/history.ts";
import type { Incident } from "../contracts/incidents.ts";
import type { Candidate, WorkSource } from "../contracts/work.ts";
import { knownBy } from "./acknowledged.ts";

/**
 * PRIMARY, before the queue: incidents that no person has acknowledged. The same cause is one item, as long as it
 * lasts; one that comes back is another. An incident that only a person can mend is not offered.
 */
export const healthSource = (history: Pick<History, "incidents">): WorkSource => ({
  name: HEALTH,
  tier: "primary",
  candidates: async ({ now }) =>
    (await history.incidents())
      .filter((incident) => knownBy(incident, now) === undefined && !incident.report.needsPerson)
      .map(incidentCandidate),
});

/**
 * Candidate made of the first report only: a sentence that changes with every look would make another item each time.
 */
function incidentCandidate({ key, first, openedAt, report }: Incident): Candidate {
  const since = new Date(openedAt).toISOString();
  const body = [
    `A health check warns: ${first}`,
    "Find out what it comes from. Mend it where this workspace can; else write down what is wrong and who can mend it, and say blocked on whom.",
    "The check is made again after this session: it says whether it is mended.",
  ];
  const ready = {
    id: key,
    title: `Look into ${key}`,
    body: body.join("\n\n"),
    fields: { since },
    state: "ready",
  } as const;
  return report.quotes ? { ...ready, untrusted: true } : ready;
}
