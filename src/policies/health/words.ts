import { DAY, HOUR, MINUTE } from "../../core/text/time-units.ts";
import { counted } from "../../core/text/wording.ts";

/** "3 days", "1 hour", "12 minutes": how long something has lasted. */
export function span(ms: number): string {
  if (ms >= 2 * DAY) return counted(Math.floor(ms / DAY), "day");
  if (ms >= 2 * HOUR) return counted(Math.floor(ms / HOUR), "hour");
  return ms < MINUTE ? "less than a minute" : counted(Math.floor(ms / MINUTE), "minute");
}

/** Up to one digit after the point: what is measured is to be read, not reckoned with. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;

/** A moment for a sentence. */
export const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
