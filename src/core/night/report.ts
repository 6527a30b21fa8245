import { dollars } from "../budget/money.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import { neverWaited } from "../dues/accrual.ts";
import { lineOf } from "../rescues/waiting.ts";
import * as outcomes from "../text/outcome.ts";
import { plainLine } from "../text/plain-text.ts";
import { published } from "../text/summary.ts";
import { counted } from "../text/wording.ts";
import { timeIn } from "../text/zone.ts";
import type { Night, NightSession } from "./night.ts";
import { endingsThat, guessWords, moneyOf } from "./totals.ts";

/** Tone in which a section is to be taken. */
export type Tone = "bad" | "mind" | "good" | "plain";

/** A part of the report: each line a fact. */
export interface Section {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
}

/** Report for a person in the morning, the worst first. Pure: the same night gives the same report. */
export function reportOn(night: Night): readonly Section[] {
  const { sessions } = night;
  const sections: Section[] = [
    { title: "Needs you", tone: "bad", lines: needs(night) },
    {
      title: "Failed or cut short, and why",
      tone: "bad",
      lines: grouped(sessions.filter(isFailed)),
    },
    { title: "Due, and not run", tone: "mind", lines: [...neglected(night), ...unused(night)] },
    { title: "Not on the branch", tone: "mind", lines: offBranch(sessions) },
    { title: "Written", tone: night.writes?.lost ? "bad" : "good", lines: written(night) },
    { title: "No result yet", tone: "mind", lines: grouped(sessions.filter(isNothing)) },
    { title: "Done", tone: "good", lines: sessions.filter(isFruitful).map(evidence) },
    { title: "Assumed", tone: "mind", lines: sessions.flatMap(assumptions) },
    { title: "Learned", tone: "plain", lines: sessions.flatMap(lessons) },
    {
      title: "Running",
      tone: "plain",
      lines: night.atWork.map(({ agent, item, phase }) => `${agent}: ${item?.title ?? phase}`),
    },
    { title: "Spent", tone: "plain", lines: spent(night) },
    { title: "Not all of them", tone: "mind", lines: unread(night) },
    { title: "Next", tone: "plain", lines: coming(night) },
  ];
  return sections.filter(({ lines, title }) => lines.length > 0 || ALWAYS.has(title)).map(withWords);
}

/** Sections that are shown even when they are empty, with the words for it: a person looks for them. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ["Needs you", "nothing"],
  ["Failed or cut short, and why", "nothing"],
  ["Not on the branch", "nothing: all that was written is published"],
  ["Done", "nothing"],
  ["Next", "no agent has a scheduled time"],
]);

const withWords = (section: Section): Section =>
  section.lines.length > 0 ? section : { ...section, tone: "plain", lines: [ALWAYS.get(section.title) ?? ""] };

/** Characters that a line of a report may have; of a need, at the least. */
export const MAX_LINE_CHARS = 220;
const MIN_NEED_CHARS = 80;

/** Each with the command that settles it. */
const needs = ({ needsYou, zone }: Night): string[] =>
  needsYou.map(({ text, command, since }) => {
    // The end of a long line is cut off, and the command stands there.
    const tail = ` (since ${timeIn(zone, since).slice(0, 16)}): ${command}`;
    return `${plainLine(text, Math.max(MIN_NEED_CHARS, MAX_LINE_CHARS - tail.length))}${tail}`;
  });

/** No process looks after dues: the first says it for all of them. */
function neglected({ unmet }: Night): string[] {
  const [first, ...others] = unmet.filter(({ status }) => status === "fail");
  if (!first) return [];
  const more = others.length > 0 ? `, and ${counted(others.length, "other due")}` : "";
  return [`${first.agent} (${first.rule}) was not run${more}: ${first.reason}: midwatch watch`];
}

const isFailed = ({ outcome }: SessionRecord) =>
  outcome !== undefined && (outcomes.isFailure(outcome) || outcomes.isCutShort(outcome));
const isFruitful = ({ outcome }: SessionRecord) => outcome !== undefined && outcomes.isFruitful(outcome);
const isNothing = (session: SessionRecord) => !isFailed(session) && !isFruitful(session);

/** The same, of the same agent, for the same reason, is one line: a night of failures fits on a screen. */
function grouped(sessions: readonly NightSession[]): string[] {
  const groups = Map.groupBy(sessions, ({ agent, outcome }) => `${agent}: ${outcome?.kind}: ${outcome?.reason}`);
  return [...groups.values()].map((group) => {
    const [session] = group;
    if (!session) return "";
    const titles = [...new Set(group.map(({ item }) => item?.title).filter((title) => title !== undefined))];
    const about =
      titles.length > 0
        ? `${titles.slice(0, 2).join(", ")}${titles.length > 2 ? ` and ${titles.length - 2} more` : ""}: `
        : "";
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
  due.state === "missed" && neverWaited(due) ? "its time passed while midwatch was not running" : due.reason;

function offBranch(sessions: readonly NightSession[]): string[] {
  const lines = sessions.flatMap(({ outcome, publication, agent, item, isLeft }) =>
    isLeft || publication?.kind === "pending" || publication?.kind === "withdrawn"
      ? [`${agent}: ${item?.title ?? "no item"}: ${publication ? published({ outcome, publication }) : ""}`]
      : [],
  );
  const beside = sessions.flatMap(({ agent, waiting = [] }) => waiting.map((rescue) => `${agent}: ${lineOf(rescue)}`));
  const handed = sessions.filter(({ publication, isLeft }) => publication?.kind === "rescued" && !isLeft).length;
  const all = [...lines, ...beside];
  return handed === 0 ? all : [...all, `${counted(handed, "session")} left work that a later one has continued`];
}

/** "41 writes in 7 sessions: nothing lost, 2 pieces of kept work wait: …" */
function written({ writes }: Night): string[] {
  if (!writes || writes.sessions === 0) return [];
  const { sessions, files, lost, waiting } = writes;
  const state = lost === 0 ? "nothing lost" : `the work of ${counted(lost, "session")} is under no ref`;
  const kept =
    waiting === 0 ? "" : `, ${waiting === 1 ? "1 piece of kept work waits" : `${waiting} pieces of kept work wait`}`;
  return [
    `${counted(files, "write")} in ${counted(sessions, "session")}: ${state}${kept}: midwatch audit asks the remote, too`,
  ];
}

function evidence(session: NightSession): string {
  const { agent, item, outcome, publication, proof } = session;
  const shown = proof ? `; proved: ${proof.detail}` : "";
  const where = publication ? published({ outcome, publication }) : "";
  const progress = outcome?.kind === "progress" ? " (in progress)" : "";
  const off = outcome && publication && outcomes.isOffBranch(publication);
  const state = off ? ` (${outcomes.endingWord(outcome, publication)})` : progress;
  return `${agent}: ${item?.title ?? "no item"}${state}: ${outcome?.reason}; ${where}${shown} [${shortId(session)}]`;
}

const assumptions = ({ agent, item, assumed }: NightSession) =>
  assumed.map(
    (text) => `${agent}: I assumed ${text.replace(/^(?:that|i assumed(?: that)?)\s+/i, "")} (${item?.title})`,
  );

const lessons = ({ agent, learned }: NightSession) =>
  learned.map(({ title, held }) => `${agent}: ${title}${held === undefined ? "" : `; it waits for you: ${held}`}`);

function spent({ spending }: Night): string[] {
  if (spending.length === 0) return [];
  const { micros, guesses } = moneyOf(spending);
  const each = spending.filter((one) => one.micros > 0).map((one) => `${one.agent} ${dollars(one.micros)}`);
  return [`${dollars(micros)}${each.length > 0 ? `: ${each.join(", ")}` : ""}${guessWords(guesses)}`];
}

/** Sessions that could not be read are told of all the same. */
function unread({ sessions, endings }: Night): string[] {
  const all = endingsThat(endings, () => true);
  if (all <= sessions.length) return [];
  return [
    `${all} sessions ended; of these the newest ${sessions.length} are told of here: midwatch sessions --limit ${all}`,
  ];
}

function coming({ next, zone, trouble }: Night): string[] {
  const lines = next.map(({ agent, at, rule }) => `${timeIn(zone, at).slice(0, 16)} ${agent}: ${rule}`);
  return trouble === undefined ? lines : [...lines, trouble];
}

const shortId = ({ id }: SessionRecord) => id.slice(-8);
