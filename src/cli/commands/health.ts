import { userInfo } from "node:os";
import type { Argv } from "yargs";
import { filesChangedAt } from "../../config/reading.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Incident } from "../../core/contracts/incidents.ts";
import { ConfigError, isMidwatchError, MidwatchError } from "../../core/errors.ts";
import { MISTAKES, mistakesReport } from "../../core/health/mistakes.ts";
import { incidentKey } from "../../core/text/incident-key.ts";
import { timeIn } from "../../core/text/zone.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { doing } from "../views/doing.ts";
import type { HealthAnswer } from "../views/health-view.ts";
import { needsIn, needsJson } from "../views/needs.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly action?: "ack";
  readonly key?: string;
  readonly for?: string;
  readonly now: boolean;
}

export const health: Command<Arguments> = {
  usage: "health [action] [key]",
  describe: "show what every health check found; silence an incident",
  details:
    "A check that was well in the last hour is not asked again, unless the fleet's files have changed since. Exits with 0 when all is well, with 3 when a check warns, with 1 when one fails.",
  examples: [
    ["$0 health", "every check, what it measured, where it begins to warn, and how old the answer is"],
    ["$0 health --now", "every check asked anew"],
    ["$0 health ack cadence:journal --for 3d", "you are aware of it: still listed, but no warnings until then"],
    ["$0 health ack no-op:trader", "the same until it has passed, or becomes worse"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: ["ack"], describe: "leave out to view" })
      .positional("key", { type: "string", describe: "an incident's key, as the table shows it" })
      .option("now", { type: "boolean", default: false, describe: "ask every check anew" })
      .option("for", { type: "string", describe: "how long: 12h, 3d; default: as long as it lasts" })
      .requiresArg("for") as Argv<Arguments>,
  async run(args) {
    if (args.action === undefined && args.for !== undefined)
      throw new MidwatchError("--for goes with health ack <key>");
    const opened = await openedOr(args);
    if (!("fleet" in opened)) return unread(args, opened);
    using fleet = opened;
    return args.action === "ack" ? await acknowledged(args, fleet) : await checked(args, fleet);
  },
};

/** A fleet whose ledger or files cannot be read is one whose health fails, and no mistake of whoever asks. */
async function openedOr(args: Arguments): Promise<OpenFleet | HealthReport> {
  const { openToLook } = await import("../fleet/open-fleet.ts");
  try {
    return await openToLook(args);
  } catch (thrown) {
    if (thrown instanceof ConfigError && args.action === undefined) return mistakesReport(thrown.problems);
    const isLedger =
      isMidwatchError(thrown) && !(thrown instanceof ConfigError) && thrown.message.includes("ledger.db");
    if (!isLedger) throw thrown;
    return { check: "ledger", status: "fail", detail: thrown.message };
  }
}

/** Reports on a fleet that cannot be put together. */
async function unread(args: Arguments, report: HealthReport): Promise<number> {
  const [{ folderOf }, { zoneLastRead }, { hasHistory, withHistory, withoutHistory }] = await Promise.all([
    import("../fleet/folder-argument.ts"),
    import("../../config/reading.ts"),
    import("../fleet/open-history.ts"),
  ]);
  const folder = folderOf(args);
  const found = { reports: [report], incidents: [], needsYou: [], zone: zoneLastRead(folder) };
  if (report.check !== MISTAKES) return concluded(args, found);
  const ask = async (history: History): Promise<number> =>
    concluded(args, {
      ...found,
      incidents: await history.incidents(),
      needsYou: await needsIn(folder, history),
    });
  return hasHistory(folder) ? withHistory(folder, ask) : withoutHistory(ask);
}

async function checked(args: Arguments, opened: OpenFleet): Promise<number> {
  const { fleet, folder, signal } = opened;
  const since = Math.max(fleet.clock.now() - fleet.healthEvery, filesChangedAt(folder));
  doing("making the health checks");
  const found = await opened.health.all(signal, args.now ? undefined : since);
  const ledger: HealthReport = { check: "ledger", status: "pass", detail: "it can be read and written" };
  const { history } = fleet.ledger;
  const [incidents, needsYou] = [await history.incidents(), await needsIn(folder, history)];
  return concluded(args, { reports: [ledger, ...found], incidents, needsYou, zone: fleet.zone });
}

async function concluded(args: Arguments, found: HealthAnswer): Promise<number> {
  const unknown = found.reports.filter(({ acknowledged: by }) => by === undefined);
  if (args.json)
    sayJson({
      ...found,
      needsYou: needsJson(found.needsYou),
      reports: found.reports.map((report) => ({ key: incidentKey(report), age: 0, ...report })),
    });
  else (await import("../views/health-view.ts")).tellHealth(found);
  if (unknown.some(({ status }) => status === "fail")) return EXIT.failed;
  return unknown.some(({ status }) => status === "warn") ? EXIT.warns : EXIT.ok;
}

async function acknowledged({ key = "", for: duration, json }: Arguments, { fleet }: OpenFleet): Promise<number> {
  const open = await fleet.ledger.history.incidents();
  const incident = meant(open, key);
  const given = duration ?? (incident.key.startsWith("containment:") ? LONGEST_OPEN : undefined);
  const until = given === undefined ? undefined : await endOf(given, fleet.clock.now(), fleet.zone);
  const by = userInfo().username;
  await fleet.ledger.incidents.acknowledge(incident.key, { by, ...(until !== undefined && { until }) });
  if (json) sayJson({ key: incident.key, by, until });
  else
    say(
      `${incident.key}: you know of it ${until === undefined ? "as long as it lasts" : `until ${timeIn(fleet.zone, until)}`}. It does not warn meanwhile.`,
    );
  return EXIT.ok;
}

/** Agents that do what a model says, and are kept from nothing: that is said every day, whoever knows of it. */
const LONGEST_OPEN = "24h";

function meant(open: readonly Incident[], key: string): Incident {
  const found = open.find((incident) => incident.key === key);
  if (found) return found;
  const there = open.map((incident) => incident.key);
  const known = there.length > 0 ? `open are: ${there.join(", ")}` : "no incident is open";
  throw new MidwatchError(
    key === "" ? `missing argument: an incident's key; ${known}` : `no incident called "${key}" is open; ${known}`,
  );
}

async function endOf(duration: string, now: number, zone: string): Promise<number> {
  const { later } = await import("../../core/when/moment-text.ts");
  const until = later(now, duration, zone);
  if (until === undefined) throw new MidwatchError(`--for ${duration}: not a valid duration; write 12h, 3d`);
  return until;
}
