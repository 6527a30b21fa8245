import { dollars } from "../budget/money.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Need } from "../contracts/needs.ts";
import type { EndingGroup } from "../contracts/night-history.ts";
import type { EndingCount } from "../contracts/spending.ts";
import type { WatchPresence } from "../contracts/watch-presence.ts";
import { isCutShort, isFailure, isFruitful } from "../text/outcome.ts";
import { counted, oneLine } from "../text/wording.ts";
import { clockTime, dayIn } from "../text/zone.ts";
import { DUTY_SOURCE } from "../work/duty.ts";
import { groupLine, offBranchWords } from "./group-line.ts";
import type { Ahead } from "./night.ts";
import type { Tone } from "./report.ts";
import { endingsThat, guessWords } from "./totals.ts";
import { watchWords } from "./watch-words.ts";

/** Facts of the last day, and of this moment, that a person wants at one glance. */
export interface Glance {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly zone: string;
  readonly needsYou: readonly Need[];
  readonly failures: readonly EndingGroup[];
  readonly endings: readonly EndingCount[];
  /** The first few sessions whose work is proved. */
  readonly proved: readonly SessionRecord[];
  /** Pieces of work that are on no branch. */
  readonly offBranch: number;
  readonly money: {
    readonly micros: number;
    readonly guesses: number;
    readonly reserved: number;
    /** Today's, and the cap on that. */
    readonly today: number;
    readonly cap?: number;
    /** The median of the days before that had a session; missing where there was none. */
    readonly usual?: number;
  };
  readonly running: readonly SessionRecord[];
  readonly dead: number;
  readonly watch?: WatchPresence;
  /** Time of the last look who is due; missing where nobody has looked. */
  readonly checkedAt?: number;
  readonly pending: readonly DueRecord[];
  readonly next: readonly (Ahead & { readonly stopped?: string })[];
  /** Reason why the fleet's files say nothing. */
  readonly trouble?: string;
}

/** A line of the screen: the first of a kind has its label. */
export interface GlanceLine {
  readonly label: string;
  readonly tone: Tone;
  readonly text: string;
}

const SHOWN_NEEDS = 3;
const SHOWN_FAILURES = 3;
const SHOWN_RUNNING = 2;
const SHOWN_AHEAD = 3;

/** The screen of `midwatch`: at most twenty lines, whatever the ledger holds. Pure. */
export const glanceLines = (glance: Glance): readonly GlanceLine[] => [
  ...labelled("Needs you", "mind", needs(glance)),
  ...labelled("Failed", "bad", failed(glance)),
  ...labelled("Done", "good", done(glance)),
  ...labelled("Off branch", "mind", [offBranchWords(glance.offBranch)]),
  ...labelled("Spent", "plain", [spent(glance)]),
  ...labelled("Running", "plain", [whoRuns(glance)]),
  ...labelled("Watch", glance.watch ? "plain" : "mind", [watchWords(glance)]),
  ...labelled("Next", "plain", [...waiting(glance), coming(glance)].slice(0, 2)),
];

const labelled = (label: string, tone: Tone, texts: readonly string[]): readonly GlanceLine[] =>
  texts.map((text, at) => ({ label: at === 0 ? label : "", tone: text === "nothing" ? "plain" : tone, text }));

/** Each with the command that settles it, in a line of its own. */
function needs({ needsYou, zone, now }: Glance): string[] {
  const since = ({ kind, since: at }: Need) =>
    kind === "mistakes" ? ` (since ${clockTime(zone, at, dayIn(zone, now))})` : "";
  const lines = mostPressing(needsYou)
    .slice(0, SHOWN_NEEDS)
    .flatMap((need) => [oneLine(need.text), `  ${need.command}${since(need)}`]);
  return orNothing([...lines, ...rest(needsYou.length - SHOWN_NEEDS, "midwatch status --all")]);
}

/** Agents that stand still come first; then whatever holds up the most sessions. */
function mostPressing(needs: readonly Need[]): readonly Need[] {
  const halts = needs.filter(({ kind }) => kind === "mistakes" || kind === "dead" || kind === "stopped");
  const others = needs.filter((need) => !halts.includes(need));
  return [...halts, ...others.toSorted((a, b) => b.sessions - a.sessions)];
}

/** The failures of an agent that have one cause are one line. */
function failed({ failures, zone, now }: Glance): string[] {
  const lines = failures.slice(0, SHOWN_FAILURES).map((group) => groupLine(group, { zone, now }));
  return orNothing([...lines, ...rest(failures.length - SHOWN_FAILURES, "midwatch report --since 24h")]);
}

function done({ endings, proved }: Glance): string[] {
  const sure = endingsThat(endings, isFruitful);
  const unproven = endings.filter((one) => one.unproven).reduce((sum, { sessions }) => sum + sessions, 0);
  const all = endingsThat(endings, () => true);
  const broken = endingsThat(endings, (outcome) => isFailure(outcome) || isCutShort(outcome));
  const others = all - sure - unproven - broken;
  const counts = [
    `${sure} came to something`,
    ...(unproven > 0 ? [`${unproven} unproven`] : []),
    ...(others > 0 ? [`${others} without a result`] : []),
  ];
  const titles = proved.map(({ agent, item }) =>
    item === undefined || item.source === DUTY_SOURCE ? `${agent}'s duty` : oneLine(item.title),
  );
  return all === 0
    ? ["nothing: no session ended in the last 24 hours"]
    : [counts.join(", "), ...(titles.length > 0 ? [titles.join("; ")] : [])];
}

function spent({ money }: Glance): string {
  const { micros, guesses, reserved, today, cap, usual } = money;
  const ofCap = cap === undefined ? "" : ` of ${dollars(cap)}`;
  const compared = usual === undefined ? "" : `; on a usual day ${dollars(usual)}`;
  const more = reserved > 0 ? `; ${dollars(reserved)} reserved` : "";
  return `${dollars(micros)} in 24 hours, ${dollars(today)}${ofCap} today${more}${compared}${guessWords(guesses)}`;
}

function whoRuns({ running, dead, now }: Glance): string {
  const shown = running
    .slice(0, SHOWN_RUNNING)
    .map(
      ({ agent, item, startedAt }) =>
        `${agent}: ${oneLine(item?.title ?? "no item yet")} (${minutes(now - startedAt)})`,
    );
  const more = running.length > SHOWN_RUNNING ? [`${running.length - SHOWN_RUNNING} more`] : [];
  const gone = dead > 0 ? [`the process of ${counted(dead, "session")} is gone`] : [];
  return [...shown, ...more, ...gone].join("; ") || "nothing";
}

/** Dues whose time has come, with what each waits for. */
function waiting({ pending, zone, now }: Glance): string[] {
  const [first, ...others] = pending;
  if (!first) return [];
  const more = others.length > 0 ? `, and ${counted(others.length, "other due")}` : "";
  return [
    `${first.agent} waits since ${clockTime(zone, first.from, dayIn(zone, now))}${more}: ${oneLine(first.reason)}`,
  ];
}

function coming({ next, zone, now, trouble }: Glance): string {
  if (trouble !== undefined) return trouble;
  const day = dayIn(zone, now);
  const each = next
    .slice(0, SHOWN_AHEAD)
    .map(({ agent, at, stopped }) =>
      stopped === undefined ? `${clockTime(zone, at, day)} ${agent}` : `${agent} is stopped: ${stopped}`,
    );
  const more = next.length > SHOWN_AHEAD ? [`${next.length - SHOWN_AHEAD} more: midwatch plan`] : [];
  return [...each, ...more].join("; ") || "no agent has a scheduled time";
}

const rest = (more: number, command: string): string[] => (more > 0 ? [`and ${more} more: ${command}`] : []);

const orNothing = (lines: readonly string[]): string[] => (lines.length > 0 ? [...lines] : ["nothing"]);

const minutes = (ms: number) => (ms < 60_000 ? "just begun" : `${Math.floor(ms / 60_000)} min`);
