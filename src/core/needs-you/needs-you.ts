import type { Exposure } from "../contracts/exposure.ts";
import type { History } from "../contracts/history.ts";
import type { Need } from "../contracts/needs.ts";
import type { HostProcess } from "../contracts/processes.ts";
import { waitingRescues } from "../rescues/waiting.ts";
import {
  blockedNeed,
  deadNeed,
  exposureNeed,
  incidentNeeds,
  keptNeeds,
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
  /** Files of the fleet that others may write. */
  readonly exposed?: readonly Exposure[] | undefined;
}

/**
 * Everything that waits for a person, the gravest first: what has died, what was stopped, what is owed, what is stuck,
 * what is wrong. Every screen, report and letter that says what needs a person says this.
 */
export async function needsYou(history: History, around: Surroundings): Promise<readonly Need[]> {
  const { now, isAlive, stopFile, exposed = [] } = around;
  const [open, stops, owed, incidents] = [
    await history.openSessions(),
    await history.stops(),
    await history.obligations(),
    await history.incidents(),
  ];
  const halted =
    stopFile === undefined ? [] : [{ scope: "*", owner: "the STOP file", reason: reasonLine(stopFile), at: now }];
  const stuck = await history.quarantined();
  const needs = [
    ...open.filter(({ process }) => !isAlive(process)).map(deadNeed),
    ...halted.map((stop) => stopNeed(stop, "rm STOP")),
    ...stops.map((stop) => stopNeed(stop)),
    ...exposed.map((one) => exposureNeed(one, now)),
    ...obligationNeeds(owed),
    ...(await waitingRescues(history, now)).flatMap(keptNeeds),
    ...stuck.map(quarantineNeed),
    ...(await history.blocked()).map(blockedNeed),
  ];
  return [...needs, ...incidentNeeds(incidents, needs, now)];
}

const reasonLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 200) || "no reason given";
