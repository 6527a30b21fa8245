import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Cause } from "../contracts/run-result.ts";
import type { Selected } from "../contracts/session.ts";

/** Ended by a limit, in the middle of the work. */
const CUT_SHORT: readonly (Cause | undefined)[] = ["deadline", "turns", "max_turns"];

/**
 * The session whose conversation this one may go on with: the item's last, when it was this agent's own, and left the
 * item in progress or was cut short. Work that other agents did meanwhile is in no conversation of this agent's.
 */
export function earlierRun(
  records: readonly SessionRecord[],
  { id, agent, item }: Selected,
): SessionRecord | undefined {
  const last = records.find(
    (record) =>
      record.id !== id &&
      record.workspace === agent.workspace &&
      record.item?.source === item.source &&
      record.item.id === item.id,
  );
  if (last?.agent !== agent.name) return undefined;
  return last.outcome?.kind === "progress" || CUT_SHORT.includes(last.outcome?.cause) ? last : undefined;
}
