import type { Argv } from "yargs";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Outcome } from "../../core/contracts/outcome.ts";
import { knownBy } from "../../core/health/acknowledged.ts";
import { endingsThat, moneyOf, moneyWords } from "../../core/night/totals.ts";
import { waitingRescues } from "../../core/rescues/waiting.ts";
import { isCutShort, isFailure, isFruitful, isOffBranch, outcomeWord } from "../../core/text/outcome.ts";
import { DAY } from "../../core/text/time-units.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { needsIn, needsJson, tellNeeds } from "../views/needs.ts";
import { bold, dim, green, red, say, sayJson, yellow } from "../views/print.ts";

/** So many lines of each kind stand on one screen. */
const SHOWN = 12;

/** What bare `midwatch` says: what a person wants to know first in the morning. */
export const overview: Command = {
  usage: "$0",
  describe: "show what needs you, what failed, what was done and spent",
  examples: [],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { withHistory }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/open-history.ts"),
    ]);
    const folder = folderOf(args);
    const [found, { dueNext }] = await Promise.all([
      withHistory(folder, (history) => readOverview(history, folder)),
      import("../views/due-next.ts"),
    ]);
    const next = await dueNext(folder, found.needsYou);
    if (args.json) sayJson({ ...found, needsYou: needsJson(found.needsYou), dueNext: next.agents });
    else await printOverview(found, next.lines);
    return EXIT.ok;
  },
};

type Overview = Awaited<ReturnType<typeof readOverview>>;

async function readOverview(history: History, folder: string) {
  const after = Date.now() - DAY;
  const today = await history.sessions({ endedAfter: after });
  const endings = await history.endings({ after });
  const ended = (is: (outcome: Outcome) => boolean) => today.filter(({ outcome }) => outcome && is(outcome));
  const count = { failed: isFailure, cutShort: isCutShort, done: isFruitful };
  const money = moneyOf(await history.spending({ after }));
  return {
    needsYou: await needsIn(folder, history),
    waiting: await waitingRescues(history, Date.now()),
    incidents: (await history.incidents()).filter((incident) => knownBy(incident, Date.now()) === undefined),
    failed: ended(isFailure),
    cutShort: ended(isCutShort),
    unpublished: today.filter(({ publication }) => publication && isOffBranch(publication)),
    done: ended(isFruitful),
    counts: Object.fromEntries(Object.entries(count).map(([name, is]) => [name, endingsThat(endings, is)])),
    sessions: endingsThat(endings, () => true),
    spent: money.micros,
    unpriced: money.guesses,
    reserved: await history.reserved(),
    atWork: await history.openSessions(),
  };
}

async function printOverview(found: Overview, dueNext: readonly string[]): Promise<void> {
  const { needsYou, failed, cutShort, unpublished, done, counts, spent, unpriced, reserved, atWork } = found;
  const [{ invocation }, { atWorkLine }] = await Promise.all([
    import("../invocation.ts"),
    import("../views/session-view.ts"),
  ]);
  const sessions = `${invocation()} report --since 24h`;
  say(bold(`Needs you${needsYou.length > 0 ? ` (${needsYou.length})` : ""}`));
  tellNeeds(needsYou, invocation());
  printList("Failed in the last 24 hours", failed.map(sessionLine), { colour: red, of: counts.failed, more: sessions });
  printList("Cut short in the last 24 hours", cutShort.map(sessionLine), {
    colour: yellow,
    of: counts.cutShort,
    more: sessions,
  });
  printList(
    "Not on the branch",
    unpublished.map((session) => `${sessionLine(session)} (${session.publication?.kind})`),
    { colour: yellow, more: sessions },
  );
  printList("Done in the last 24 hours", done.map(sessionLine), { colour: green, of: counts.done, more: sessions });
  printList("Spent in the last 24 hours", [moneyWords({ micros: spent, guesses: unpriced }, reserved)]);
  printList("Running", atWork.map(atWorkLine));
  printList("Due next", dueNext);
  say(
    dim(`Forecast: ${invocation()} plan. Items on offer: ${invocation()} items. All commands: ${invocation()} --help`),
  );
}

interface Listing {
  readonly colour?: (text: string) => string;
  /** How many there are, where not all were read. */
  readonly of?: number | undefined;
  /** What shows the others. */
  readonly more?: string;
}

/** Nothing is cut without saying how much is, and what shows it. */
function printList(title: string, lines: readonly string[], { colour = (text) => text, of, more }: Listing = {}): void {
  const shown = more === undefined ? lines : lines.slice(0, SHOWN);
  const left = Math.max(of ?? 0, lines.length) - shown.length;
  say(bold(title));
  for (const text of shown) say(`  ${colour(text)}`);
  if (left > 0) say(`  and ${left} more: ${more}`);
  if (lines.length === 0) say("  nothing");
}

const sessionLine = ({ agent, item, outcome }: SessionRecord) =>
  `${agent}: ${item?.title ?? "no item"}: ${outcome ? `${outcome.kind === "done" ? "" : `${outcomeWord(outcome)}: `}${outcome.reason}` : "still open"}`;
