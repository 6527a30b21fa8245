import { DAY, HOUR, MINUTE } from "../text/time-units.ts";

const DURATION_UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };
const PART = /(\d+)([mhd])/g;

/** "30m", "2h", "1h30m", "2d" in milliseconds; undefined when it is no duration, or none at all. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+[mhd])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(PART)].map(([, count, unit = ""]) => Number(count) * (DURATION_UNITS[unit] ?? 0));
  const sum = parts.reduce((total, part) => total + part, 0);
  return sum > 0 && Number.isSafeInteger(sum) ? sum : undefined;
}

/** Whole hours as "2h", anything else in minutes: one way to write each. */
export const duration = (ms: number): string => (ms % HOUR === 0 ? `${ms / HOUR}h` : `${ms / MINUTE}m`);

/** "30 minutes", "2 hours", "hour". */
export function durationInWords(ms: number): string {
  const [count, unit] = ms % HOUR === 0 ? [ms / HOUR, "hour"] : [ms / MINUTE, "minute"];
  return count === 1 ? unit : `${count} ${unit}s`;
}
