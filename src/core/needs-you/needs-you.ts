import type { Exposure } from "../contracts/exposure.ts";
import type { History } from "../contracts/history.ts";
import type { Incident } from "../contracts/incidents.ts";
import type { Need } from "../contracts/needs.ts";
import type { HostProcess } from "../contracts/processes.ts";
import type { Problem } from "../errors.ts";
import { MISTAKES, sentenceOfMistakes } from "../health/mistakes.ts";
import { waitingRescues } from "../rescues/waiting.ts";
import {
  blockedNeed,
  deadNeed,
  exposureNeed,
  incidentNeeds,
  keptNeeds,
  mistakesNeed,
  obligationNeeds,
  quarantineNeed,
  stopNeed,
} from "./kinds.ts";

/** Facts besides the ledger. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isAlive: (process: HostProcess) => boolean;
  /** The text of the fleet's STOP file, where there is one. */
  readonly stopFile?: string | undefined;
  /** Epoch milliseconds at which it was written. */
  readonly stopFileSince?: number | undefined;
  /** Files of the fleet that others may write. */
  readonly exposed?: readonly Exposure[] | undefined;
  /** Mistakes in the fleet's files as they are now; left out where nothing but the ledger was asked. */
  readonly mistakes?: FileMistakes | undefined;
}

/** Mistakes in a fleet's files, none where they are right. */
export interface FileMistakes {
  readonly problems: readonly Problem[];
  /** Epoch milliseconds; as far as the files' own dates tell. */
  readonly since: number;
}

/**
 * Everything that waits for a person, the gravest first: files nothing starts by, what has died, what was stopped, what is owed, what is stuck,
 * what is wrong. Every screen, report and letter that says what needs a person says this.
 */
export async function needsYou(history: History, around: Surroundings): Promise<readonly Need[]> {
  const { now, isAlive, stopFile, stopFileSince, exposed = [] } = around;
  const [open, stops, owed, incidents] = [
    await history.openSessions(),
    await history.stops(),
    await history.obligations(),
    await history.incidents(),
  ];
  const halted =
    stopFile === undefined
      ? []
      : [{ scope: "*", owner: "the STOP file", reason: reasonLine(stopFile), at: stopFileSince ?? now }];
  const stuck = await history.quarantined();
  const needs = [
    ...mistakeNeeds(incidents, around),
    ...open.filter(({ process }) => !isAlive(process)).map(deadNeed),
    ...halted.map((stop) => stopNeed(stop, "rm STOP")),
    ...stops.map((stop) => stopNeed(stop)),
    ...exposed.map(exposureNeed),
    ...obligationNeeds(owed),
    ...(await waitingRescues(history, now)).flatMap(keptNeeds),
    ...stuck.map(quarantineNeed),
    ...(await history.blocked()).map(blockedNeed),
  ];
  return [...needs, ...incidentNeeds(incidents, needs, now)];
}

/** Files that others may write are needs of their own, and nothing else of a fleet's files is read then. */
function mistakeNeeds(incidents: readonly Incident[], { mistakes, exposed = [] }: Surroundings): readonly Need[] {
  if (exposed.length > 0) return [];
  const noted = incidents.find(({ key }) => key === MISTAKES);
  if (!mistakes) return noted ? [mistakesNeed(noted.report.detail, noted.openedAt)] : [];
  const { problems, since } = mistakes;
  return problems.length === 0 ? [] : [mistakesNeed(sentenceOfMistakes(problems), noted?.openedAt ?? since)];
}

const reasonLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 200) || "no reason given";
