import type { Fleet } from "../contracts/fleet.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import type { ReportRule } from "../contracts/reporting.ts";
import { dayIn, timeIn } from "../zone.ts";
import { digestOf } from "./digest.ts";
import { incidentReports } from "./incident-reports.ts";
import { obligationReports } from "./obligation-reports.ts";

type Needed = Pick<Fleet, "ledger" | "clock" | "zone" | "reporting">;

const DAY_MS = 24 * 3_600_000;
const MOST_SESSIONS = 1_000;

/**
 * What the ledger holds and nobody was told of: obligations, and the day's digest once its time has come. Asked again and
 * again: the same is told once.
 */
export async function dueReports({ ledger, clock, zone, reporting }: Needed): Promise<readonly NewDelivery[]> {
  if (!reporting) return [];
  const now = clock.now();
  const owed = obligationReports(reporting, await ledger.history.obligations(), now);
  const incidents = await ledger.history.incidents(now - DAY_MS);
  const hasHeard = (to: string, key: string) => ledger.outbox.has(to, key);
  const wrong = await incidentReports(reporting.rules, incidents, { now, hasHeard });
  const hour = timeIn(zone, now).slice(11, 16);
  const digests: NewDelivery[] = [];
  for (const rule of reporting.rules.filter(({ on, at }) => on.includes("digest") && hour >= at))
    digests.push(...(await digest(rule, { ledger, clock, zone })));
  return [...owed, ...wrong, ...digests];
}

async function digest({ to, fallback }: ReportRule, { ledger, clock, zone }: Needed): Promise<NewDelivery[]> {
  const at = clock.now();
  const day = dayIn(zone, at);
  const key = `digest:${day}`;
  if (await ledger.outbox.has(to, key)) return [];
  const letter = digestOf({
    day,
    at,
    sessions: await ledger.history.sessions({ endedAfter: at - DAY_MS, limit: MOST_SESSIONS }),
    obligations: await ledger.history.obligations(),
    unsent: await ledger.history.letters(),
  });
  return [{ key, channel: to, letter, ...(fallback !== undefined && { fallback }) }];
}
