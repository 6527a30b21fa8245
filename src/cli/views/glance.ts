import { join } from "node:path";
import { builtIn } from "../../built-in.ts";
import { type Config, loadConfig } from "../../config/config.ts";
import { trustIn } from "../../config/exposed-files.ts";
import { zoneLastRead } from "../../config/reading.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Caps } from "../../core/contracts/policy.ts";
import { ConfigError } from "../../core/errors.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { presentWatch } from "../../core/host/watch-presence.ts";
import type { Glance } from "../../core/night/glance.ts";
import { ahead } from "../../core/night/record.ts";
import { moneyOf } from "../../core/night/totals.ts";
import { median } from "../../core/text/median.ts";
import { DAY } from "../../core/text/time-units.ts";
import { dayIn } from "../../core/text/zone.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import { whyUnread } from "../fleet/mistakes-in.ts";
import { needsIn } from "./needs.ts";

/** So many of the sessions that are proved are named. */
const NAMED = 3;
/** Days that say what is usual. */
const USUAL_DAYS = 14;

type GlanceSettings = Pick<Config, "zone" | "agents"> & { readonly cap?: number; readonly trouble?: string };

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
    failures: await history.failures(span),
    endings: await history.endings(span),
    proved: await history.proved(span, NAMED),
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
async function daysOf(history: History, { zone, cap }: GlanceSettings, now: number) {
  const today = dayIn(zone, now);
  const days = await history.spendingByDay(dayIn(zone, now - USUAL_DAYS * DAY));
  const usual = median(days.filter(({ day }) => day < today).map(({ micros }) => micros));
  const raised = (await history.raisedCaps(today)).find(({ scope }) => scope === "fleet-day")?.micros ?? cap;
  return {
    reserved: await history.reserved(),
    today: days.find(({ day }) => day === today)?.micros ?? 0,
    ...(raised !== undefined && { cap: raised }),
    ...(usual !== undefined && { usual }),
  };
}

async function declaredIn(folder: string): Promise<GlanceSettings> {
  const parts = builtIn();
  try {
    const {
      zone,
      agents,
      budget: { use, ...options },
    } = await loadConfig(folder, parts, trustIn(process.env));
    const caps = use === "caps" ? parts.find("budget", use).options?.safeParse(options) : undefined;
    const cap = caps?.success === true ? (caps.data as Caps).fleetDay : undefined;
    return { zone, agents, ...(cap !== undefined && { cap }) };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return { zone: zoneLastRead(folder), agents: [], trouble: whyUnread(thrown) };
  }
}
