import type { Argv } from "yargs";
import type { History, SessionRecord } from "../core/contracts/ledger.ts";
import { isCutShort, isFailure, isFruitful, isOffBranch } from "../core/contracts/outcome.ts";
import type { Outcome } from "../core/contracts/session.ts";
import { knownBy } from "../core/health/acknowledged.ts";
import { dollars } from "../core/money.ts";
import { waitingRescues } from "../core/rescues/waiting.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, dim, green, red, say, sayJson, yellow } from "./print.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST = 500;

/** What bare `midwatch` says: what a person wants to know first in the morning. */
export const overview: Command = {
  usage: "$0",
  describe: "what needs you, what failed, what was done, what was spent, what comes next",
  examples: [],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { withHistory }] = await Promise.all([
      import("./folder-argument.ts"),
      import("./open-history.ts"),
    ]);
    const [found, { dueNext }] = await Promise.all([withHistory(folderOf(args), ask), import("./due-next.ts")]);
    const next = await dueNext(folderOf(args));
    if (args.json) sayJson({ ...found, dueNext: next.agents });
    else await tell(found, next.lines);
    return EXIT.ok;
  },
};

type Overview = Awaited<ReturnType<typeof ask>>;

async function ask(history: History) {
  const latest = await history.sessions({ limit: MOST });
  const today = latest.filter(({ startedAt }) => startedAt > Date.now() - DAY_MS);
  const ended = (is: (outcome: Outcome) => boolean) => today.filter(({ outcome }) => outcome && is(outcome));
  return {
    needsYou: await history.obligations(),
    waiting: await waitingRescues(history, Date.now()),
    incidents: (await history.incidents()).filter((incident) => knownBy(incident, Date.now()) === undefined),
    failed: ended(isFailure),
    cutShort: ended(isCutShort),
    unpublished: today.filter(({ publication }) => publication && isOffBranch(publication)),
    done: ended(isFruitful),
    spent: today.reduce((micros, { usage }) => micros + (usage?.micros ?? 0), 0),
    unpriced: today.filter(({ usage }) => usage && usage.inputTokens > 0 && usage.micros === undefined).length,
    atWork: await history.openSessions(),
  };
}

async function tell(found: Overview, dueNext: readonly string[]): Promise<void> {
  const { needsYou, waiting, incidents, failed, cutShort, unpublished, done, spent, unpriced, atWork } = found;
  const [{ invocation }, { atWorkLine }] = await Promise.all([import("./invocation.ts"), import("./session-view.ts")]);
  list("Needs you", [
    ...needsYou.map(({ key, action }) => `${yellow(action)} ${dim(`(${key})`)}`),
    ...waiting.flatMap(({ lines }) => lines).map(yellow),
  ]);
  if (incidents.length > 0)
    list(
      "Health",
      incidents.map(({ key, report }) => `${yellow(report.detail)} ${dim(`(${key})`)}`),
    );
  list(
    "Failed in the last 24 hours",
    failed.map((session) => red(line(session))),
  );
  list(
    "Cut short in the last 24 hours",
    cutShort.map((session) => yellow(line(session))),
  );
  list(
    "Not on the branch",
    unpublished.map((session) => yellow(`${line(session)} (${session.publication?.kind})`)),
  );
  list(
    "Done in the last 24 hours",
    done.map((session) => green(line(session))),
  );
  list("Spent in the last 24 hours", [
    `${dollars(spent)}${unpriced > 0 ? `, and ${unpriced} sessions whose price is not known` : ""}`,
  ]);
  list("At work", atWork.map(atWorkLine));
  list("Due next", dueNext);
  say(
    dim(
      `What is planned: ${invocation()} plan. What is on offer: ${invocation()} items. All there is: ${invocation()} --help`,
    ),
  );
}

function list(title: string, lines: readonly string[]): void {
  say(bold(title));
  for (const text of lines) say(`  ${text}`);
  if (lines.length === 0) say("  nothing");
}

const line = ({ agent, item, outcome }: SessionRecord) =>
  `${agent}: ${item?.title ?? "no item"}: ${outcome?.reason ?? "still open"}`;
