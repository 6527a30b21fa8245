import { dollars } from "../budget/money.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { ListedSessions, UnusedDues } from "../contracts/night-history.ts";
import { neverWaited } from "../dues/accrual.ts";
import { lineOf } from "../rescues/waiting.ts";
import * as outcomes from "../text/outcome.ts";
import { plainLine } from "../text/plain-text.ts";
import { published } from "../text/summary.ts";
import { counted } from "../text/wording.ts";
import { timeIn } from "../text/zone.ts";
import { detailedLine, offBranchWords } from "./group-line.ts";
import { MOST_LOOKED_THROUGH, type Night, type NightSession } from "./night.ts";
import { endingsThat, guessWords, moneyOf } from "./totals.ts";

/** Tone in which a section is to be taken. */
export type Tone = "bad" | "mind" | "good" | "plain";

/** A fact, and the command that settles it. */
interface ReportLine {
  readonly text: string;
  readonly command?: string;
}

/** A part of the report: each line a fact. */
export interface Section {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly ReportLine[];
  /** Facts that were not read, and the command that lists all of them. */
  readonly unread: number;
  readonly command: string;
}

/** Report for a person in the morning, the worst first. Pure: the same night gives the same report. */
export function reportOn(night: Night): readonly Section[] {
  const { fruitful, assumed, learned, "off-branch": off } = night.lists;
  const since = `--since "${minute(night, night.from)}"`;
  const all = `midwatch report --all ${since}`;
  const done = `midwatch sessions --outcome done progress ${since}`;
  const part = (title: string, tone: Tone, texts: readonly string[], unread = 0): Section => ({
    title,
    tone,
    lines: texts.map((text) => ({ text })),
    unread,
    command: all,
  });
  const sections: Section[] = [
    { ...part("Needs you", "bad", []), lines: needs(night), command: "midwatch status --all" },
    part("Failed or cut short, and why", "bad", grouped(night, "failures")),
    part("Due, and not run", "mind", [...neglected(night), ...night.dues.map(unused)]),
    part("Not on the branch", "mind", offBranch(night), unreadIn(off)),
    part("Written", writtenTone(night), written(night)),
    part("No result yet", "mind", grouped(night, "fruitless")),
    { ...part("Done", "good", fruitful.sessions.map(evidence), unreadIn(fruitful)), command: done },
    part("Assumed", "mind", assumed.sessions.flatMap(assumptions), unreadIn(assumed)),
    part("Learned", "plain", learned.sessions.flatMap(lessons), unreadIn(learned)),
    part(
      "Running",
      "plain",
      night.atWork.map(({ agent, item, phase }) => `${agent}: ${item?.title ?? phase}`),
    ),
    part("Spent", "plain", spent(night)),
    part("Next", "plain", coming(night)),
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
  section.lines.length > 0
    ? section
    : { ...section, tone: "plain", lines: [{ text: ALWAYS.get(section.title) ?? "" }] };

const unreadIn = ({ all, sessions }: ListedSessions<NightSession>) => all - sessions.length;

const minute = ({ zone }: Pick<Night, "zone">, at: number) => timeIn(zone, at).slice(0, 16);

/** Characters that a line of a report may have. */
export const MAX_LINE_CHARS = 220;

/** Each with the command that settles it, which some texts end with. */
const needs = (night: Night): ReportLine[] =>
  night.needsYou.map(({ text, command, since }) => {
    const told = text.endsWith(`: ${command}`) ? text.slice(0, -`: ${command}`.length) : text;
    const tail = ` (since ${minute(night, since)})`;
    return { text: `${plainLine(told, MAX_LINE_CHARS - tail.length)}${tail}`, command };
  });

/** No process looks after dues: the first says it for all of them. */
function neglected({ unmet }: Night): string[] {
  const [first, ...others] = unmet.filter(({ status }) => status === "fail");
  if (!first) return [];
  const more = others.length > 0 ? `, and ${counted(others.length, "other due")}` : "";
  return [`${first.agent} (${first.rule}) was not run${more}: ${first.reason}: midwatch watch`];
}

/** The same, of the same agent, for the same cause, is one line: a night of failures fits on a screen. */
const grouped = (night: Night, what: "failures" | "fruitless") =>
  night[what].map((group) => detailedLine(group, { zone: night.zone, now: night.to }));

function unused(due: UnusedDues): string {
  const { agent, rule, state, dues, reasons } = due;
  const more = reasons > 1 ? `; and ${counted(reasons - 1, "other reason")}` : "";
  return `${agent} (${rule}): ${state}: ${whyNot(due)}${dues > 1 ? ` (${dues} dues)` : ""}${more}`;
}

const whyNot = (due: UnusedDues) =>
  due.state === "missed" && neverWaited(due) ? "its time passed while midwatch was not running" : due.reason;

function offBranch({ lists, offBranch: pieces }: Night): string[] {
  const { sessions } = lists["off-branch"];
  const lines = sessions.flatMap(({ outcome, publication, agent, item, isLeft }) =>
    isLeft || publication?.kind === "pending" || publication?.kind === "withdrawn"
      ? [`${agent}: ${item?.title ?? "no item"}: ${publication ? published({ outcome, publication }) : ""}`]
      : [],
  );
  const beside = sessions.flatMap(({ agent, waiting = [] }) => waiting.map((rescue) => `${agent}: ${lineOf(rescue)}`));
  const handed = sessions.filter(({ publication, isLeft }) => publication?.kind === "rescued" && !isLeft).length;
  const continued = handed === 0 ? [] : [`${counted(handed, "session")} left work that a later one has continued`];
  return [...(pieces > 0 ? [offBranchWords(pieces)] : []), ...lines, ...beside, ...continued];
}

function writtenTone({ writes }: Night): Tone {
  if (!writes) return "mind";
  return writes.lost > 0 ? "bad" : "good";
}

/** "41 writes in 7 sessions: nothing lost, 2 pieces of kept work wait: …" */
function written({ writes, endings }: Night): string[] {
  const ended = endingsThat(endings, () => true);
  if (ended > MOST_LOOKED_THROUGH) return [`what ${ended} sessions wrote is not counted here: midwatch audit`];
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

function coming(night: Night): string[] {
  const lines = night.next.map(({ agent, at, rule }) => `${minute(night, at)} ${agent}: ${rule}`);
  return night.trouble === undefined ? lines : [...lines, night.trouble];
}

const shortId = ({ id }: SessionRecord) => id.slice(-8);
