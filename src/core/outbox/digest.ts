import type { Draft } from "../contracts/channel.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Need } from "../contracts/needs.ts";
import type { Delivery } from "../contracts/outbox.ts";
import type { AgentSpending, EndingCount } from "../contracts/spending.ts";
import { endingsThat, moneyOf, moneyWords } from "../night/totals.ts";
import { isCutShort, isFailure, isFruitful, isOffBranch } from "../text/outcome.ts";
import { published } from "../text/summary.ts";
import { counted } from "../text/wording.ts";

/** Facts that a day's digest is made of. */
export interface Yesterday {
  readonly day: string;
  readonly at: number;
  /** Of the last 24 hours, the newest first. */
  readonly sessions: readonly SessionRecord[];
  /** Of all of them, how many ended how, and what they are charged with. */
  readonly endings: readonly EndingCount[];
  readonly spending: readonly AgentSpending[];
  readonly needs: readonly Need[];
  /** Letters that have not arrived. */
  readonly unsent: readonly Delivery[];
}

const MAX_DIGEST_LINES = 10;

/** Digest for a person in the morning: what needs them, what went wrong how often, what was done, what it cost. */
export function digestOf(yesterday: Yesterday): Draft {
  const { day, at, needs, endings } = yesterday;
  const sorted = sortOut(yesterday.sessions);
  const tone = needs.length + endingsThat(endings, isFailure) > 0 ? "bad" : "good";
  const [sessions, done, failed] = [() => true, isFruitful, isFailure].map((is) => endingsThat(endings, is));
  const facts = { day, sessions: sessions ?? 0, done: done ?? 0, failed: failed ?? 0, obligations: needs.length };
  return { kind: "report", to: "", title: `midwatch, ${day}`, text: digestText(yesterday, sorted), tone, at, facts };
}

type Sorted = ReturnType<typeof sortOut>;

function sortOut(sessions: readonly SessionRecord[]) {
  const ended = sessions.filter(({ outcome }) => outcome !== undefined);
  return {
    ended,
    failed: ended.filter(({ outcome }) => outcome && isFailure(outcome)),
    cutShort: ended.filter(({ outcome }) => outcome && isCutShort(outcome)),
    off: ended.filter(({ publication }) => publication && isOffBranch(publication)),
    done: ended.filter(({ outcome }) => outcome && isFruitful(outcome)),
  };
}

function digestText({ needs, endings, spending, unsent }: Yesterday, { failed, cutShort, off, done }: Sorted): string {
  const parts = [
    titledList(
      "Needs you",
      needs.map(({ text, command }) => `${text} (${command})`),
    ),
    titledList("Failed", countRepeats(failed.map(whyOf))),
    titledList("Cut short", countRepeats(cutShort.map(whyOf))),
    titledList(
      "Not on the branch",
      off.map((one) => `${lineOf(one)}: ${whereOf(one)}`),
    ),
    titledList("Done", done.map(lineOf)),
    titledList("Not delivered yet", unsent.filter(({ attempts }) => attempts > 0).map(unsentLine)),
    `${counted(
      endingsThat(endings, () => true),
      "session",
    )} in 24 hours, ${moneyWords(moneyOf(spending))}.`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

const unsentLine = ({ channel, letter, reason }: Delivery) =>
  `${channel}: ${letter.title}${reason ? `: ${reason}` : ""}`;
const whyOf = ({ agent, outcome }: SessionRecord) => `${agent}: ${outcome?.reason ?? ""}`;
const lineOf = ({ agent, item }: SessionRecord) => `${agent}: ${item?.title ?? "no item"}`;

/** The same line once, with how often. */
function countRepeats(lines: readonly string[]): string[] {
  const times = Map.groupBy(lines, (line) => line);
  return [...times].map(([line, all]) => (all.length === 1 ? line : `${line} (${all.length} times)`));
}

function titledList(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more =
    lines.length > MAX_DIGEST_LINES ? [`- and ${lines.length - MAX_DIGEST_LINES} more: midwatch report`] : [];
  return [`**${title}**`, ...lines.slice(0, MAX_DIGEST_LINES).map((line) => `- ${line}`), ...more].join("\n");
}

const whereOf = ({ outcome, publication }: SessionRecord) => (publication ? published({ outcome, publication }) : "");
