import type { History } from "../contracts/history.ts";
import type { Rescue } from "../contracts/rescues.ts";
import { spell } from "../text/age.ts";
import { unsentKey } from "../text/unsent-key.ts";
import { counted } from "../text/wording.ts";
import { sentenceOf } from "./words.ts";

/** So few are told one by one. */
const MAX_NAMED_RESCUES = 3;

/** The kept work of a workspace that waits for a person. */
export interface WaitingRescues {
  readonly workspace: string;
  /** All of them, the oldest first. */
  readonly rescues: readonly Rescue[];
  /** In words, each with the command that settles it. */
  readonly lines: readonly string[];
  /** Command that lists them. */
  readonly command: string;
}

const COMMAND = "midwatch rescue";

/** Kept work that was not applied, dropped or done again, by workspace: part of "needs you", on every screen. */
export async function waitingRescues(
  history: Pick<History, "rescues" | "obligations" | "unconfirmed">,
  now: number,
): Promise<readonly WaitingRescues[]> {
  const waiting = await history.rescues({ state: "waiting" });
  const asked = await askedAbout(history);
  const groups = Map.groupBy(
    // What a person is asked to merge is told by that.
    waiting.filter(({ kind, session }) => kind === "tip" || !asked(session)),
    ({ workspace }) => workspace,
  );
  return [...groups].map(([workspace, rescues]) => {
    return { workspace, rescues, lines: rescueLines(workspace, rescues, now), command: COMMAND };
  });
}

const KINDS_THAT_ASK = ["conflict", "withdrawn"];

/** Tells of a session whether a person is already asked to merge its own work, or to let it through. */
async function askedAbout(
  history: Pick<History, "obligations" | "unconfirmed">,
): Promise<(session: string) => boolean> {
  const owed = new Set((await history.obligations()).map(({ key }) => key));
  const unsent = (await history.unconfirmed()).filter(({ id }) => owed.has(unsentKey(id)));
  const sessions = new Set(unsent.map(({ session }) => session));
  return (session) => sessions.has(session) || KINDS_THAT_ASK.some((about) => owed.has(`${about}:${session}`));
}

function rescueLines(workspace: string, rescues: readonly Rescue[], now: number): readonly string[] {
  if (rescues.length <= MAX_NAMED_RESCUES) return rescues.map(lineOf);
  const oldest = spell(now - Math.min(...rescues.map(({ at }) => at)));
  return [
    `${counted(rescues.length, "piece")} of kept work wait in ${workspace}, the oldest for ${oldest}: ${COMMAND}`,
  ];
}

/** With what puts it on its branch. */
export const lineOf = (rescue: Rescue): string => `${sentenceOf(rescue)}: ${COMMAND} apply ${rescue.name}`;
