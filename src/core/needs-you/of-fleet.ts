import type { Fleet } from "../contracts/fleet.ts";
import type { Obligation } from "../contracts/fleet-history.ts";
import type { Need } from "../contracts/needs.ts";
import type { HostProcess } from "../contracts/processes.ts";
import { needsYou } from "./needs-you.ts";

type Known = Pick<Fleet, "ledger" | "clock"> &
  Partial<Pick<Fleet, "processes" | "stopFile" | "stopFileSince" | "exposed">>;

/** Needs of a fleet that is put together: the same as on every screen. */
export async function needsOf({
  ledger,
  clock,
  processes,
  stopFile,
  stopFileSince,
  exposed,
}: Known): Promise<readonly Need[]> {
  const isAlive = (process: HostProcess) => processes?.isAlive(process) ?? true;
  const around = {
    now: clock.now(),
    isAlive,
    stopFile: await stopFile?.(),
    stopFileSince: stopFileSince?.(),
    exposed: exposed?.(),
  };
  return needsYou(ledger.history, around);
}

/**
 * True for a need that asks for a person: an incident is told as one, and the person who has stopped something knows.
 */
export const isAskedFor = ({ kind }: Need): boolean => !TOLD_ELSEWHERE.includes(kind);

const TOLD_ELSEWHERE: readonly Need["kind"][] = ["wrong", "mistakes", "stopped"];

/** A need in the words of an obligation. */
export const asObligation = ({
  key,
  owner,
  text: action,
  since: at,
  command,
}: Need): Obligation & Pick<Need, "command"> => ({
  key,
  owner,
  action,
  at,
  command,
});
