import { tzOffset } from "@date-fns/tz/tzOffset";
import type { ClockTime, LocalDay } from "../contracts/when.ts";
import { DAY, MINUTE } from "../text/time-units.ts";

/** Milliseconds a zone's clocks are ahead of UTC at a moment. */
export const offsetAt = (zone: string, at: number): number =>
  zone === "UTC" ? 0 : Math.round(tzOffset(zone, new Date(at)) * MINUTE);

/** The day it is in a zone at a moment. */
export const localDay = (zone: string, at: number): LocalDay => Math.floor((at + offsetAt(zone, at)) / DAY);

/** Behaviour of the zone's clocks at a time of day: they show it once, skip it, or show it twice. */
export type Showing = "once" | "skipped" | "twice";

export interface WallMoment {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly shown: Showing;
}

/**
 * The moment at which a zone's clocks show a time of day. The one rule for daylight saving: a time that is skipped is
 * the moment at which the clocks go on, a time that is shown twice is the first of the two.
 */
export function wallMoment(zone: string, day: LocalDay, time: ClockTime): WallMoment {
  const wall = day * DAY + time * MINUTE;
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  if (before === after) return { at: wall - before, shown: "once" };
  const change = changeBetween(zone, wall - DAY, wall + DAY);
  const [early, late] = [wall - before, wall - after];
  if (early < change) return { at: early, shown: late >= change ? "twice" : "once" };
  return late >= change ? { at: late, shown: "once" } : { at: change, shown: "skipped" };
}

/** `wallMoment` for many times of one day: on a day whose clocks do not change it is an addition. */
export function wallClock(zone: string, day: LocalDay): (time: ClockTime) => WallMoment {
  const midnight = day * DAY;
  const offset = offsetAt(zone, midnight - DAY);
  if (offset !== offsetAt(zone, midnight + 3 * DAY)) return (time) => wallMoment(zone, day, time);
  return (time) => ({ at: midnight + time * MINUTE - offset, shown: "once" });
}

/** The moment of the change of a zone's clocks that lies between two moments with different offsets. */
export function changeBetween(zone: string, from: number, to: number): number {
  const before = offsetAt(zone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
