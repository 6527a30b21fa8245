import type { Argv } from "yargs";
import type { AuditedFleet } from "../../audit/gather.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { History } from "../../core/contracts/history.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Night, NightWrites } from "../../core/night/night.ts";
import type { MostTold } from "../../core/night/record.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { SINCE, sinceMoment } from "../since.ts";
import { needsJson, surroundingsOf } from "../views/needs.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly all: boolean;
  readonly since: string;
}

export const report: Command<Arguments> = {
  usage: "report",
  describe: "show last night in one screen",
  details: "What needs you, what failed and why, and what was done, assumed, learned and spent.",
  examples: [
    ["$0 report", "since yesterday, six in the evening"],
    ['$0 report --since "Fri 18:00"', "the weekend"],
    ["$0 report --since 12h --json", "for programs"],
  ],
  options: (yargs) =>
    yargs.option("since", { ...SINCE, default: "yesterday 18:00" }).option("all", {
      type: "boolean",
      default: false,
      describe: "every line, however many there are",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { MOST_LINES, reportText }, { reportPaint }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../core/night/text.ts"),
      import("../views/report-paint.ts"),
    ]);
    const night = await nightIn(folderOf(args), args.since, mostFor(args, MOST_LINES));
    if (args.json) sayJson({ ...night, needsYou: needsJson(night.needsYou) });
    else say(reportText(night, reportPaint(), args.all).trimEnd());
    return EXIT.ok;
  },
};

/** A program is given as many sessions as there is room for, a person as many as are shown. */
function mostFor({ json, all }: Arguments, lines: number): MostTold | undefined {
  if (json) return undefined;
  return all
    ? { sessions: 0, fruitful: MOST_FRUITFUL, others: EVERY_ONE }
    : { sessions: 0, fruitful: lines, others: lines };
}

/** There is a command that lists the others. */
const MOST_FRUITFUL = 1_000;
/** As SQL says it. */
const EVERY_ONE = -1;

interface Declared {
  readonly zone: string;
  readonly agents: readonly Pick<AgentDefinition, "name" | "when">[];
  readonly trouble?: string;
  /** Missing where the fleet's files cannot be read. */
  readonly places?: AuditedFleet;
}

async function nightIn(folder: string, since: string, most: MostTold | undefined): Promise<Night> {
  const [{ hasHistory, withHistory, withoutHistory }, { nightOf }, { MOST_LOOKED_THROUGH }] = await Promise.all([
    import("../fleet/open-history.ts"),
    import("../../core/night/record.ts"),
    import("../../core/night/night.ts"),
  ]);
  const { trouble, places, ...declared } = await declaredIn(folder);
  const to = Date.now();
  const asked = { ...declared, to, from: await sinceMoment(since, to, declared.zone), ...(most && { most }) };
  const ask = async (history: History) =>
    nightOf(history, { ...(await withKnown(history, asked)), ...(await surroundingsOf(folder, history)) });
  const night = hasHistory(folder) ? await withHistory(folder, ask) : await withoutHistory(ask);
  const few = night.endings.reduce((sum, { sessions }) => sum + sessions, 0) <= MOST_LOOKED_THROUGH;
  const writes = few && places && hasHistory(folder) ? await writesOf(places, night) : undefined;
  return { ...night, ...(writes && { writes }), ...(trouble !== undefined && { trouble }) };
}

/** Files that were written meanwhile, and whether they are all there. */
async function writesOf(places: AuditedFleet, { from, to }: Night): Promise<NightWrites> {
  const [{ withEvidence }, { writesIn }] = await Promise.all([
    import("../../audit/gather.ts"),
    import("../../audit/writes.ts"),
  ]);
  return withEvidence(places, (evidence) => writesIn(evidence, { from, to }));
}

/** A night is told as well when somebody has made a mistake in the fleet's files. */
async function declaredIn(folder: string): Promise<Declared> {
  const [{ loadConfig }, { trustIn }, { zoneLastRead }, { builtIn }] = await Promise.all([
    import("../../config/config.ts"),
    import("../../config/exposed-files.ts"),
    import("../../config/reading.ts"),
    import("../../built-in.ts"),
  ]);
  try {
    const { zone, agents, state, workspaces } = await loadConfig(folder, builtIn(), trustIn(process.env));
    return { zone, agents, places: { state, workspaces } };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return {
      zone: zoneLastRead(folder),
      agents: [],
      trouble: (await import("../fleet/mistakes-in.ts")).whyUnread(thrown),
    };
  }
}

/** Agents that have run count, too, when their files cannot be read. */
async function withKnown<A extends Declared>(history: History, asked: A): Promise<A> {
  if (asked.agents.length > 0) return asked;
  const names = (await history.spending({ after: 0 })).map(({ agent }) => agent);
  return { ...asked, agents: names.map((name) => ({ name })) };
}
