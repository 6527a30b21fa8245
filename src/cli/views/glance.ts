import { join } from "node:path";
import type { History } from "../../core/contracts/history.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { presentWatch } from "../../core/host/watch-presence.ts";
import type { Glance } from "../../core/night/glance.ts";
import { ahead } from "../../core/night/record.ts";
import { moneyOf } from "../../core/night/totals.ts";
import { usualDay, usualSince } from "../../core/night/usual.ts";
import { DAY } from "../../core/text/time-units.ts";
import { dayIn } from "../../core/text/zone.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import { type DeclaredFleet, declaredIn } from "../fleet/declared.ts";
import { needsIn } from "./needs.ts";

/** So many of the sessions that are proved are named. */
const NAMED = 3;

/** The last day and this moment of a fleet, told from its ledger and its files alone. */
export async function glanceAt(folder: string, history: History, now: number): Promise<Glance> {
  const declared = await declaredIn(folder);
  const span = { after: now - DAY, upTo: now };
  const open = await history.openSessions();
  const running = open.filter(({ process }) => isAlive(process));
  const needsYou = await needsIn(folder, history, now);
  const stops = needsYou.filter(({ kind }) => kind === "stopped");
  const watch = presentWatch(join(folder, STATE_FOLDER));
  const looks = (await history.cursors()).map(({ upto }) => upto);
  return {
    now,
    zone: declared.zone,
    needsYou,
    failures: await history.night.failures(span),
    endings: await history.endings(span),
    proved: await history.night.proved(span, NAMED),
    offBranch: (await history.rescues({ state: "waiting" })).length,
    money: { ...moneyOf(await history.spending(span)), ...(await daysOf(history, declared, now)) },
    running,
    dead: open.length - running.length,
    ...(watch && { watch }),
    ...(looks.length > 0 && { checkedAt: Math.max(...looks) }),
    pending: await history.pending(),
    next: ahead(declared.agents, now).map((one) => {
      const stop = stops.find(({ about }) => about === "" || about === one.agent);
      return { ...one, ...(stop && { stopped: stop.command }) };
    }),
    ...(declared.trouble !== undefined && { trouble: declared.trouble }),
  };
}

/** Cost of today so far, the cap on it, and the cost of days before it. */
async function daysOf(history: History, { zone, caps }: DeclaredFleet, now: number) {
  const today = dayIn(zone, now);
  const days = await history.night.spendingByDay(usualSince(zone, now));
  const usual = usualDay(days, today);
  const cap = (await history.raisedCaps(today)).find(({ scope }) => scope === "fleet-day")?.micros ?? caps?.fleetDay;
  return {
    reserved: await history.reserved(),
    today: days.find(({ day }) => day === today)?.micros ?? 0,
    ...(cap !== undefined && { cap }),
    ...(usual !== undefined && { usual }),
  };
}
