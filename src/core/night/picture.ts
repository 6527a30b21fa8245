import type { DueRecord } from "../contracts/due-record.ts";
import type { History } from "../contracts/history.ts";
import type { EndingSlice } from "../contracts/night-history.ts";
import type { Outcome } from "../contracts/outcome.ts";
import { isCutShort, isFailure, isFruitful, outcomeWord } from "../text/outcome.ts";
import { counted, oneLine } from "../text/wording.ts";
import { timeIn } from "../text/zone.ts";
import type { Night, NightSession } from "./night.ts";
import { endingsThat } from "./totals.ts";

/** Look of a bar: something came of it, nothing did, it was cut short, it failed, it runs. From the bottom up. */
export const LOOKS = ["good", "none", "cut", "bad", "running"] as const;
export type Look = (typeof LOOKS)[number];

/** A bar of a lane: from when to when, in epoch milliseconds, and between which parts of the lane's height. */
export interface Bar {
  readonly look: Look;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/** A due that led to no session, and the reason. */
interface DueMark {
  readonly at: number;
  readonly label: string;
}

/** One agent's night. */
export interface Lane {
  readonly agent: string;
  readonly bars: readonly Bar[];
  readonly dues: readonly DueMark[];
}

/** The night as lanes of bars: a bar is a session, or what ended in a slice of the night, where they are too many. */
export interface Picture {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  /** Missing where each bar is a session; else milliseconds. */
  readonly slice?: number;
}

const SLICES = 96;
/** Marks of an agent: more could not be told from each other. */
const MOST_DUES = 300;

/** Draws what a night was. Asking changes nothing. */
export async function pictureOf(history: History, night: Night): Promise<Picture> {
  const { from, to, sessions, endings } = night;
  const isWhole = endingsThat(endings, () => true) <= sessions.length;
  const slice = Math.max(1, Math.ceil((to - from + 1) / SLICES));
  const ended = isWhole
    ? sessions.map((session) => ({ agent: session.agent, bar: sessionBar(session, night) }))
    : slicedBars(await history.night.slices({ after: from - 1, upTo: to }, slice), { night, slice });
  const bars = [
    ...ended,
    ...night.atWork.map((session) => ({ agent: session.agent, bar: runningBar(session, night) })),
  ];
  const names = new Set([...bars.map(({ agent }) => agent), ...night.dues.map(({ agent }) => agent)]);
  const lanes: Lane[] = [];
  for (const agent of [...names].toSorted()) {
    const dues = await history.dues({ agent, from, upTo: to, limit: MOST_DUES });
    lanes.push({
      agent,
      bars: bars.filter((one) => one.agent === agent).map(({ bar }) => bar),
      dues: dues.filter(({ state }) => state === "skipped" || state === "missed").map((due) => markOf(due, night)),
    });
  }
  return { from, to, lanes, ...(!isWhole && { slice }) };
}

function lookOf(outcome: Pick<Outcome, "kind" | "unproven">): Look {
  if (isFailure(outcome)) return "bad";
  if (isCutShort(outcome)) return "cut";
  return isFruitful(outcome) ? "good" : "none";
}

const clock = ({ zone }: Night, at: number) => timeIn(zone, at).slice(5, 16);

function sessionBar(session: NightSession, night: Night): Bar {
  const { startedAt, endedAt = night.to, item, outcome } = session;
  const ending = outcome ? `${outcomeWord(outcome)}: ${outcome.reason}` : "";
  const label = `${clock(night, startedAt)} to ${clock(night, endedAt)}: ${item?.title ?? "no item"}: ${ending}`;
  const look = outcome ? lookOf(outcome) : "none";
  return { look, from: Math.max(startedAt, night.from), to: endedAt, low: 0, high: 1, label: oneLine(label) };
}

function runningBar({ startedAt, item, phase }: Night["atWork"][number], night: Night): Bar {
  const label = `since ${clock(night, startedAt)}: ${item?.title ?? "no item yet"}: running: ${phase}`;
  return {
    look: "running",
    from: Math.max(startedAt, night.from),
    to: night.to,
    low: 0,
    high: 1,
    label: oneLine(label),
  };
}

/** As high as there are sessions in the slice that has the most. */
function slicedBars(
  slices: readonly EndingSlice[],
  { night, slice }: { readonly night: Night; readonly slice: number },
) {
  const piles = Map.groupBy(slices, (one) => `${one.slice} ${one.agent}`);
  const most = Math.max(1, ...[...piles.values()].map((pile) => endingsThat(pile, () => true)));
  return [...piles.values()].flatMap((pile) => {
    let low = 0;
    const [{ agent, slice: at } = { agent: "", slice: 0 }] = pile;
    const from = night.from + at * slice;
    return LOOKS.flatMap((look) => {
      const sessions = endingsThat(pile, (outcome) => lookOf(outcome) === look);
      if (sessions === 0) return [];
      const to = Math.min(from + slice, night.to);
      const label = `${clock(night, from)} to ${clock(night, to)}: ${counted(sessions, "session")} ${LOOK_WORDS[look]}`;
      const bar: Bar = { look, from, to, low: low / most, high: (low + sessions) / most, label };
      low += sessions;
      return [{ agent, bar }];
    });
  });
}

/** Words of the legend. */
export const LOOK_WORDS: Readonly<Record<Look, string>> = {
  good: "came to something",
  none: "without a result",
  cut: "cut short",
  bad: "failed",
  running: "running",
};

function markOf({ from: at, rule, state, reason, n }: DueRecord, night: Night): DueMark {
  const many = n > 1 ? ` (${n} dues)` : "";
  return { at: Math.max(at, night.from), label: oneLine(`${clock(night, at)}: ${rule}: ${state}${many}: ${reason}`) };
}
