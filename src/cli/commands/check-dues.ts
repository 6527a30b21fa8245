import type { Argv } from "yargs";
import type { Unmet } from "../../core/contracts/health.ts";
import type { HealthRun } from "../../core/contracts/incidents.ts";
import type { Stop } from "../../core/contracts/stops.ts";
import { MidwatchError } from "../../core/errors.ts";
import { timeIn } from "../../core/text/zone.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { complain, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly late: number;
}

const MINUTE_MS = 60_000;
/** As many intervals as the check of the checks waits for when nothing else is said. */
const UNMADE = 26;

export const checkDues: Command<Arguments> = {
  usage: "check-dues",
  describe: "check that agents are run when they are due",
  details: "Exits with 1 when neither watch nor tick is running, with 3 when a due has been waiting for too long.",
  examples: [["$0 check-dues", "for a timer of its own, apart from watch and tick"]],
  options: (yargs) =>
    yargs
      .option("late", { type: "number", default: 15, describe: "minutes after which a due is late" })
      .requiresArg("late") as Argv<Arguments>,
  async run(args) {
    if (!(args.late >= 1)) throw new MidwatchError("--late: write a number of minutes, 1 or more");
    const found = await findUnmet(args);
    if (args.json) sayJson(found.unmet);
    else printUnmet(found);
    if (found.unmet.some(({ status }) => status === "fail")) return EXIT.failed;
    return found.unmet.length > 0 ? EXIT.warns : EXIT.ok;
  },
};

interface UnmetDues {
  readonly unmet: readonly Unmet[];
  readonly zone: string;
}

/** From the fleet's files and its ledger, which is only read: nothing of what is watched has a hand in it. */
async function findUnmet(args: Arguments): Promise<UnmetDues> {
  const [{ folderOf }, { loadConfig }, { builtIn }, { hasHistory, withHistory }, { unmet }] = await Promise.all([
    import("../fleet/folder-argument.ts"),
    import("../../config/config.ts"),
    import("../../built-in.ts"),
    import("../fleet/open-history.ts"),
    import("../../core/dues/unmet.ts"),
  ]);
  const folder = folderOf(args);
  const { agents, zone, healthEvery } = await loadConfig(folder, builtIn());
  const nothing = { cursors: [], pending: [], atWork: [], stops: [], runs: [] };
  const kept = !hasHistory(folder)
    ? nothing
    : await withHistory(folder, async (history) => ({
        cursors: await history.cursors(),
        pending: await history.pending(),
        atWork: (await history.openSessions()).map(({ agent }) => agent),
        stops: await history.stops(),
        runs: await history.healthRuns(),
      }));
  const now = Date.now();
  return {
    unmet: [...unmet({ agents, ...kept }, now, args.late * MINUTE_MS), ...unmade(kept, healthEvery, now)],
    zone,
  };
}

/** The health checks have a watch of their own, and that one sleeps with all the rest: this one does not. */
function unmade({ runs, stops }: { runs: readonly HealthRun[]; stops: readonly Stop[] }, every: number, now: number) {
  const latest = Math.max(...runs.map(({ at }) => at));
  if (runs.length === 0 || now - latest <= UNMADE * every || stops.some(({ scope }) => scope === "*")) return [];
  const reason = "no health check was made since then: midwatch is not running, or hangs";
  return [{ status: "warn", agent: "health", rule: "checks", at: latest, reason } satisfies Unmet];
}

function printUnmet({ unmet, zone }: UnmetDues): void {
  if (unmet.length === 0) say("Every due is met.");
  for (const { agent, rule, at, reason } of unmet) {
    const due = at === undefined ? "" : ` was due at ${timeIn(zone, at)}`;
    complain(`${agent} (${rule})${due}: ${reason}`);
  }
}
