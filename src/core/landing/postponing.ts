import type { Effect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Obligation } from "../contracts/fleet-history.ts";
import type { PushRefusal } from "../contracts/refusal.ts";
import { passesByItself } from "../text/refusal.ts";
import { unsentKey } from "../text/unsent-key.ts";

const FIRST_POSTPONED_MS = 2 * 60_000;
const MAX_POSTPONED_MS = 6 * 3_600_000;
/** Number of failures in a row after which a person is asked to look, whatever the reason. */
const MAX_QUIET_FAILURES = 3;

/** Something that could not be brought to its place. */
export interface Unsent {
  readonly reason: string;
  /** Missing when it is not the remote that would not take it. */
  readonly refusal?: PushRefusal | undefined;
}

/** Two minutes after the first failure, then twice as long after each, up to six hours. */
export const nextTry = (failures: number, now: number): number =>
  now + Math.min(FIRST_POSTPONED_MS * 2 ** (failures - 1), MAX_POSTPONED_MS);

/** Puts an effect off that could not be brought to its place, and tells a person when that does not pass by itself. */
export async function postpone(
  { ledger, clock }: Pick<Fleet, "ledger" | "clock">,
  effect: Effect,
  unsent: Unsent,
): Promise<void> {
  const failures = effect.attempts + 1;
  const at = clock.now();
  const { reason, refusal } = unsent;
  const forPerson = failures >= MAX_QUIET_FAILURES || (refusal !== undefined && !passesByItself(refusal.kind));
  const asked: Obligation | undefined = forPerson
    ? { key: unsentKey(effect.id), owner: "owner", action: actionFor(effect, unsent), at }
    : undefined;
  await ledger.postpone(effect.id, { reason, next: nextTry(failures, at), ...(asked && { asked }) });
}

function actionFor(effect: Effect, { reason, refusal }: Unsent): string {
  const what = `${whatOf(effect)} of session ${effect.session} is not on the remote: ${reason}`;
  const mend = refusal && !passesByItself(refusal.kind) ? `${refusal.mend}; then ` : "";
  return `${what}. To do: ${mend}midwatch recover ${effect.session.slice(-8)}`;
}

function whatOf(effect: Effect): string {
  switch (effect.kind) {
    case "publish":
      return `the work on ${effect.payload?.item?.title ?? "an item"}`;
    case "record":
      return `the end of ${effect.payload?.item?.title ?? "an item"}, in its source's own file,`;
    case "rescue":
      return `the kept work ${effect.payload?.ref ?? ""}`;
    case "apply":
      return `what was to be put on ${effect.payload?.branch ?? "a branch"}`;
    case "lessons":
      return "what was learned in the course";
    case "memory":
      return "what was noticed in the course";
    case "unreadable":
      return "an effect that cannot be read";
  }
}
