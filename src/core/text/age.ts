import { DAY, HOUR, MINUTE } from "./time-units.ts";

/** "4.2 s", "7 min", "20 h": how long something took. */
export const spellTime = (ms: number): string =>
  ms < LAST_TOLD_IN_SECONDS ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : spell(ms);

/** Milliseconds. */
const LAST_TOLD_IN_SECONDS = 100_000;

/** "12 min", "3 h", "9 d": how long something has been, as a person says it. */
export function spell(ms: number): string {
  if (ms < 90 * MINUTE) return `${Math.max(0, Math.round(ms / MINUTE))} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`;
}
