import { counted } from "./wording.ts";

const SHARE = 0.1;
const MAX_WRAP_UP_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

/**
 * Time at which a run that may take so many milliseconds is told that it is nearly over, and the words: with the last
 * tenth of it left, or the last five minutes of a long one.
 */
export function wrapUpFor(limit: number): { readonly after: number; readonly text: string } {
  const left = Math.min(limit * SHARE, MAX_WRAP_UP_MS);
  const time =
    left < 2 * MINUTE_MS ? counted(Math.ceil(left / 1000), "second") : counted(Math.round(left / MINUTE_MS), "minute");
  const then =
    "bring your work to a state that the next session can continue from, say what became of the item, and end";
  return { after: limit - left, text: `Your time is nearly up, ${time} are left: ${then}.` };
}
