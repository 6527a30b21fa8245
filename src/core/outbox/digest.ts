import type { Draft } from "../contracts/channel.ts";
import type { Obligation, SessionRecord } from "../contracts/ledger.ts";
import type { Delivery } from "../contracts/outbox.ts";
import { isCutShort, isFailure, isFruitful, isOffBranch } from "../contracts/outcome.ts";
import { dollars } from "../money.ts";
import { published } from "../summary.ts";

/** What a day's digest is made of. */
export interface Yesterday {
  readonly day: string;
  readonly at: number;
  /** Of the last 24 hours, the newest first. */
  readonly sessions: readonly SessionRecord[];
  readonly obligations: readonly Obligation[];
  /** Letters that have not arrived. */
  readonly unsent: readonly Delivery[];
}

const MOST = 10;

/** What a person wants to know in the morning: what needs them, what went wrong how often, what was done, what it cost. */
export function digestOf(yesterday: Yesterday): Draft {
  const { day, at, obligations } = yesterday;
  const sorted = sortOut(yesterday.sessions);
  const tone = obligations.length + sorted.failed.length > 0 ? "bad" : "good";
  const [sessions, done, failed] = [sorted.ended.length, sorted.done.length, sorted.failed.length];
  const facts = { day, sessions, done, failed, obligations: obligations.length };
  return { kind: "report", to: "", title: `midwatch, ${day}`, text: textOf(yesterday, sorted), tone, at, facts };
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

function textOf({ obligations, unsent }: Yesterday, { ended, failed, cutShort, off, done }: Sorted): string {
  const spent = ended.reduce((micros, { usage }) => micros + (usage?.micros ?? 0), 0);
  const parts = [
    part(
      "Needs you",
      obligations.map(({ action }) => action),
    ),
    part("Failed", counted(failed.map(whyOf))),
    part("Cut short", counted(cutShort.map(whyOf))),
    part(
      "Not on the branch",
      off.map((one) => `${lineOf(one)}: ${one.publication ? published(one.publication) : ""}`),
    ),
    part("Done", done.map(lineOf)),
    part("Not delivered yet", unsent.filter(({ attempts }) => attempts > 0).map(unsentLine)),
    `${ended.length} sessions in 24 hours, ${dollars(spent)}.`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

const unsentLine = ({ channel, letter, reason }: Delivery) =>
  `${channel}: ${letter.title}${reason ? `: ${reason}` : ""}`;
const whyOf = ({ agent, outcome }: SessionRecord) => `${agent}: ${outcome?.reason ?? ""}`;
const lineOf = ({ agent, item }: SessionRecord) => `${agent}: ${item?.title ?? "no item"}`;

/** The same line once, with how often. */
function counted(lines: readonly string[]): string[] {
  const times = Map.groupBy(lines, (line) => line);
  return [...times].map(([line, all]) => (all.length === 1 ? line : `${line} (${all.length} times)`));
}

function part(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more = lines.length > MOST ? [`- and ${lines.length - MOST} more`] : [];
  return [`**${title}**`, ...lines.slice(0, MOST).map((line) => `- ${line}`), ...more].join("\n");
}
