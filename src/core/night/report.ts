import type { DueRecord, SessionRecord } from "../contracts/ledger.ts";
import * as outcomes from "../contracts/outcome.ts";
import { neverWaited } from "../dues/accrual.ts";
import { dollars } from "../money.ts";
import { lineOf } from "../rescues/waiting.ts";
import { published } from "../summary.ts";
import { timeIn } from "../zone.ts";
import { counted } from "./counted.ts";
import type { Night, NightSession } from "./night.ts";

/** How a section is to be taken. */
export type Tone = "bad" | "mind" | "good" | "plain";

/** A part of the report: each line a fact. */
export interface Section {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
}

/** What a person wants to know in the morning, the worst first. Pure: the same night gives the same report. */
export function reportOn(night: Night): readonly Section[] {
  const { sessions } = night;
  const sections: Section[] = [
    { title: "Needs you", tone: "bad", lines: needs(night) },
    {
      title: "Failed or cut short, and why",
      tone: "bad",
      lines: [...night.dead.map(gone), ...grouped(sessions.filter(isFailed))],
    },
    { title: "Due, and not run", tone: "mind", lines: unused(night) },
    { title: "Not on the branch", tone: "mind", lines: offBranch(sessions) },
    { title: "Came to nothing yet", tone: "mind", lines: grouped(sessions.filter(isNothing)) },
    { title: "Done", tone: "good", lines: sessions.filter(isFruitful).map(evidence) },
    { title: "Assumed", tone: "mind", lines: sessions.flatMap(assumptions) },
    { title: "Learned", tone: "plain", lines: sessions.flatMap(lessons) },
    {
      title: "At work",
      tone: "plain",
      lines: night.atWork.map(({ agent, item, phase }) => `${agent}: ${item?.title ?? phase}`),
    },
    { title: "Spent", tone: "plain", lines: spending(sessions) },
    { title: "Next", tone: "plain", lines: coming(night) },
  ];
  return sections.filter(({ lines, title }) => lines.length > 0 || ALWAYS.has(title)).map(withWords);
}

/** What is said although there is nothing of it: that is what a person looks for. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ["Needs you", "nothing"],
  ["Failed or cut short, and why", "nothing"],
  ["Not on the branch", "nothing: all that was written is published"],
  ["Done", "nothing"],
  ["Next", "nobody is due by the clock"],
]);

const withWords = (section: Section): Section =>
  section.lines.length > 0 ? section : { ...section, tone: "plain", lines: [ALWAYS.get(section.title) ?? ""] };

function needs({ stops, unmet, obligations, incidents, zone }: Night): string[] {
  const since = (at: number) => `since ${timeIn(zone, at).slice(0, 16)}`;
  const dead = unmet.filter(({ status }) => status === "fail");
  return [
    ...stops.map(
      ({ scope, owner, reason }) => `${scope === "*" ? "the whole fleet" : scope} is stopped by ${owner}: ${reason}`,
    ),
    ...dead.slice(0, 1).map(({ agent, rule, reason }) => `${agent} (${rule}) was not looked after: ${reason}`),
    ...obligations.map(({ action, key, at }) => `${action} (${key}, ${since(at)})`),
    ...incidents.map(({ key, report, openedAt }) => `${key}: ${report.detail} (${since(openedAt)})`),
  ];
}

const isFailed = ({ outcome }: SessionRecord) =>
  outcome !== undefined && (outcomes.isFailure(outcome) || outcomes.isCutShort(outcome));
const isFruitful = ({ outcome }: SessionRecord) => outcome !== undefined && outcomes.isFruitful(outcome);
const isNothing = (session: SessionRecord) => !isFailed(session) && !isFruitful(session);

/** Nobody has looked since: what it had written is in its clone, and on no ref yet. */
const gone = ({ agent, item, phase, id }: SessionRecord) =>
  `${agent}: ${item?.title ?? "no item"}: its process is gone, in ${phase}; midwatch recover keeps what it had written [${id.slice(-8)}]`;

/** The same, of the same agent, for the same reason, is one line: a night of failures fits on a screen. */
function grouped(sessions: readonly NightSession[]): string[] {
  const groups = Map.groupBy(sessions, ({ agent, outcome }) => `${agent}: ${outcome?.kind}: ${outcome?.reason}`);
  return [...groups.values()].map((group) => {
    const [session] = group;
    if (!session) return "";
    const titles = [...new Set(group.map(({ item }) => item?.title).filter((title) => title !== undefined))];
    const about = titles.length > 0 ? `${titles.slice(0, 2).join(", ")}${titles.length > 2 ? " …" : ""}: ` : "";
    const times = group.length > 1 ? ` (${group.length} times)` : "";
    const { cause, reason } = session.outcome ?? {};
    const how = `${session.outcome && outcomes.outcomeWord(session.outcome)}${cause ? `, ${cause}` : ""}${times}`;
    return `${session.agent}: ${about}${how}: ${reason} [${shortId(session)}]`;
  });
}

function unused({ dues }: Night): string[] {
  const groups = Map.groupBy(dues, (due) => `${due.agent} (${due.rule}): ${due.state}: ${whyNot(due)}`);
  return [...groups].map(([line, group]) => {
    const n = group.reduce((sum, due) => sum + due.n, 0);
    return n > 1 ? `${line} (${n} dues)` : line;
  });
}

const whyNot = (due: DueRecord) =>
  due.state === "missed" && neverWaited(due) ? "its time passed, and nobody had run it" : due.reason;

function offBranch(sessions: readonly NightSession[]): string[] {
  const lines = sessions.flatMap(({ publication, agent, item, isLeft }) =>
    isLeft || publication?.kind === "pending" || publication?.kind === "withdrawn"
      ? [`${agent}: ${item?.title ?? "no item"}: ${publication ? published(publication) : ""}`]
      : [],
  );
  const beside = sessions.flatMap(({ agent, waiting = [] }) => waiting.map((rescue) => `${agent}: ${lineOf(rescue)}`));
  const handed = sessions.filter(({ publication, isLeft }) => publication?.kind === "rescued" && !isLeft).length;
  const all = [...lines, ...beside];
  return handed === 0 ? all : [...all, `${counted(handed, "session")} left work that a later one has gone on with`];
}

function evidence(session: NightSession): string {
  const { agent, item, outcome, publication } = session;
  const where = publication ? published(publication) : "";
  const progress = outcome?.kind === "progress" ? " (in progress)" : "";
  const off = outcome && publication && outcomes.isOffBranch(publication);
  const state = off ? ` (${outcomes.endingWord(outcome, publication)})` : progress;
  return `${agent}: ${item?.title ?? "no item"}${state}: ${outcome?.reason}; ${where} [${shortId(session)}]`;
}

const assumptions = ({ agent, item, assumed }: NightSession) =>
  assumed.map(
    (text) => `${agent}: I assumed ${text.replace(/^(?:that|i assumed(?: that)?)\s+/i, "")} (${item?.title})`,
  );

const lessons = ({ agent, learned }: NightSession) =>
  learned.map(({ title, held }) => `${agent}: ${title}${held === undefined ? "" : `; it waits for you: ${held}`}`);

function spending(sessions: readonly NightSession[]): string[] {
  const paid = sessions.filter(({ charged }) => charged !== undefined && charged > 0);
  if (paid.length === 0) return sessions.length > 0 ? ["$0.00"] : [];
  const sum = (some: readonly NightSession[]) => some.reduce((total, { charged = 0 }) => total + charged, 0);
  const agents = Map.groupBy(paid, ({ agent }) => agent);
  const each = [...agents].map(([agent, own]) => `${agent} ${dollars(sum(own))}`).join(", ");
  const guesses = paid.filter(({ isGuess }) => isGuess).length;
  const guess =
    guesses > 0 ? `; of ${counted(guesses, "session")} the cost is not known: charged with what was reserved` : "";
  return [`${dollars(sum(paid))}: ${each}${guess}`];
}

function coming({ next, zone, trouble }: Night): string[] {
  const lines = next.map(({ agent, at, rule }) => `${timeIn(zone, at).slice(0, 16)} ${agent}: ${rule}`);
  return trouble === undefined ? lines : [...lines, trouble];
}

const shortId = ({ id }: SessionRecord) => id.slice(-8);
