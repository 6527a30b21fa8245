import { median } from "../text/median.ts";
import { DAY } from "../text/time-units.ts";
import { dayIn } from "../text/zone.ts";

/** Days that say what is usual. */
const USUAL_DAYS = 14;

interface DayCharge {
  readonly day: string;
  readonly micros: number;
}

/** The first day that says what is usual. */
export const usualSince = (zone: string, now: number): string => dayIn(zone, now - USUAL_DAYS * DAY);

/** Charges of a usual day: the median of those before today that had a session; undefined where there was none. */
export const usualDay = (days: readonly DayCharge[], today: string): number | undefined =>
  median(days.filter(({ day }) => day < today).map(({ micros }) => micros));
