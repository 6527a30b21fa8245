import type { Argv } from "yargs";
import type { AuditedFleet } from "../../audit/gather.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { History } from "../../core/contracts/history.ts";
import { ConfigError, MidwatchError } from "../../core/errors.ts";
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
  readonly html: boolean;
  readonly output?: string;
}

export const report: Command<Arguments> = {
  usage: "report",
  describe: "show last night in one screen",
  details: "What needs you, what failed and why, and what was done, assumed, learned and spent.",
  examples: [
    ["$0 report", "since yesterday, six in the evening"],
    ['$0 report --since "Fri 18:00"', "the weekend"],
    ["$0 report --since 12h --json", "for programs"],
    ["$0 report --html --output night.html", "with a picture, as one file that needs no network"],
  ],
  options: (yargs) =>
    yargs
      .option("since", { ...SINCE, default: "yesterday 18:00" })
      .option("all", { type: "boolean", default: false, describe: "every line, however many there are" })
      .option("html", { type: "boolean", default: false, describe: "a page with the night as a picture" })
      .option("output", {
        type: "string",
        requiresArg: true,
        describe: "the file the page is written to",
      }) as Argv<Arguments>,
  async run(args) {
    if (args.output !== undefined && !args.html) throw new MidwatchError("--output goes with --html");
    if (args.html && args.json) throw new MidwatchError("--html is for people, --json for programs: write one of them");
    if (args.html) return page(args);
    const [{ folderOf }, { MOST_LINES, reportText }, { reportPaint }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../core/night/text.ts"),
      import("../views/report-paint.ts"),
    ]);
    const { night } = await nightIn(folderOf(args), args.since, { most: mostFor(args, MOST_LINES) });
    if (args.json) sayJson({ ...night, needsYou: needsJson(night.needsYou) });
    else say(reportText(night, reportPaint(), args.all).trimEnd());
    return EXIT.ok;
  },
};

/** Written to a file that is named, or to whoever reads a pipe; on a terminal to a new file in this folder. */
async function page(args: Arguments): Promise<number> {
  const [{ folderOf }, { pictureOf }, { nightPage }, { keepPage }] = await Promise.all([
    import("../fleet/folder-argument.ts"),
    import("../../core/night/picture.ts"),
    import("../views/night-page/page.ts"),
    import("../views/night-page/keep-page.ts"),
  ]);
  const { night, more } = await nightIn(folderOf(args), args.since, { ask: pictureOf });
  keepPage(nightPage(night, more), night, args.output);
  return EXIT.ok;
}

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

interface NightLook<More> {
  readonly most?: MostTold | undefined;
  /** Asked of the same ledger, at the same moment. */
  readonly ask?: (history: History, night: Night) => Promise<More>;
}

async function nightIn<More>(folder: string, since: string, { most, ask }: NightLook<More>) {
  const [{ hasHistory, withHistory, withoutHistory }, { nightOf }, { MOST_LOOKED_THROUGH }] = await Promise.all([
    import("../fleet/open-history.ts"),
    import("../../core/night/record.ts"),
    import("../../core/night/night.ts"),
  ]);
  const { trouble, places, ...declared } = await declaredIn(folder);
  const to = Date.now();
  const asked = { ...declared, to, from: await sinceMoment(since, to, declared.zone), ...(most && { most }) };
  const look = async (history: History) => {
    const around = await surroundingsOf(folder, history);
    const found = await nightOf(history, { ...(await withKnown(history, asked)), ...around });
    return { found, more: (await ask?.(history, found)) as More };
  };
  const { found: night, more } = hasHistory(folder) ? await withHistory(folder, look) : await withoutHistory(look);
  const few = night.endings.reduce((sum, { sessions }) => sum + sessions, 0) <= MOST_LOOKED_THROUGH;
  const writes = few && places && hasHistory(folder) ? await writesOf(places, night) : undefined;
  return { night: { ...night, ...(writes && { writes }), ...(trouble !== undefined && { trouble }) }, more };
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
