import type { DayWindow } from "../contracts/when.ts";

/** From midnight to midnight. */
export const WHOLE_DAY: DayWindow = { from: 0, to: 1440 };

export const isWholeDay = ({ from, to }: DayWindow): boolean => from === 0 && to === 1440;

/** Part that two windows of a day share; undefined when that is nothing. */
export function overlap(one: DayWindow, other: DayWindow): DayWindow | undefined {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from < to ? { from, to } : undefined;
}

/** True when a time lies in it. */
export const covers = ({ from, to }: DayWindow, time: number): boolean => time >= from && time < to;
