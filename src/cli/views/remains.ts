import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { Rescue } from "../../core/contracts/rescues.ts";
import { lineOf } from "../../core/rescues/waiting.ts";
import { sentenceOf } from "../../core/rescues/words.ts";
import { label } from "../../core/trust/fence.ts";

const MAX_REMAINS_CHARS = 300;

/**
 * Lines on work of a session besides what was published: what is kept, with what puts it on a branch, and what could
 * not be.
 */
export function remainsLines(rescues: readonly Rescue[], { unkept = [] }: Pick<SessionRecord, "unkept">): string[] {
  return [...rescues.map(fate), ...unkept.map((sentence) => `Unkept  ${label(sentence, MAX_REMAINS_CHARS)}`)];
}

const fate = (rescue: Rescue) =>
  rescue.state === "waiting" ? `Kept    ${lineOf(rescue)}` : `Kept    ${rescue.name}, ${ended(rescue)}`;

function ended({ state, reason, by, ...rescue }: Rescue): string {
  const who = by === undefined ? "" : ` by ${by}`;
  return `${state}${who}: ${label(reason, MAX_REMAINS_CHARS)} (${sentenceOf({ ...rescue, state, reason: "" })})`;
}
