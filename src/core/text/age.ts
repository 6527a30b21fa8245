import { DAY, HOUR, MINUTE } from "./time-units.ts";

/** "12 min", "3 h", "9 d": how long something has been, as a person says it. */
export function spell(ms: number): string {
  if (ms < 90 * MINUTE) return `${Math.max(0, Math.round(ms / MINUTE))} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`;
}
