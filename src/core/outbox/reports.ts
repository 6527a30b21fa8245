import type { Fleet } from "../contracts/fleet.ts";
import type { Need } from "../contracts/needs.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import type { ReportRule } from "../contracts/reporting.ts";
import { asObligation, isAskedFor, needsOf } from "../needs-you/of-fleet.ts";
import { DAY } from "../text/time-units.ts";
import { dayIn, timeIn } from "../text/zone.ts";
import { digestOf } from "./digest.ts";
import { incidentReports } from "./incident-reports.ts";
import { obligationReports } from "./obligation-reports.ts";

type Needed = Pick<Fleet, "ledger" | "clock" | "zone" | "reporting"> &
  Partial<Pick<Fleet, "processes" | "stopFile" | "exposed">>;

/**
 * Letters about what the ledger holds and no channel has told: obligations, and the day's digest once its time has
 * come. Asked again and again: the same is told once.
 */
export async function dueReports(fleet: Needed): Promise<readonly NewDelivery[]> {
  const { ledger, clock, zone, reporting } = fleet;
  if (!reporting) return [];
  const now = clock.now();
  const needs = await needsOf(fleet);
  const owed = obligationReports(reporting, needs.filter(isAskedFor).map(asObligation), now);
  const incidents = await ledger.history.incidents(now - DAY);
  const hasHeard = (to: string, key: string) => ledger.outbox.has(to, key);
  const wrong = await incidentReports(reporting.rules, incidents, { now, hasHeard });
  const hour = timeIn(zone, now).slice(11, 16);
  const digests: NewDelivery[] = [];
  for (const rule of reporting.rules.filter(({ on, at }) => on.includes("digest") && hour >= at))
    digests.push(...(await digest(rule, { ledger, clock, zone, needs })));
  return [...owed, ...wrong, ...digests];
}

async function digest(
  { to, fallback }: ReportRule,
  { ledger, clock, zone, needs }: Needed & { readonly needs: readonly Need[] },
): Promise<NewDelivery[]> {
  const at = clock.now();
  const day = dayIn(zone, at);
  const key = `digest:${day}`;
  if (await ledger.outbox.has(to, key)) return [];
  const letter = digestOf({
    day,
    at,
    sessions: await ledger.history.sessions({ endedAfter: at - DAY }),
    endings: await ledger.history.endings({ after: at - DAY }),
    spending: await ledger.history.spending({ after: at - DAY }),
    needs,
    unsent: await ledger.history.letters(),
  });
  return [{ key, channel: to, letter, ...(fallback !== undefined && { fallback }) }];
}
