import type { ClockTime } from "../contracts/when.ts";

const CLOCK_TIME = /^(?<hour>\d{1,2}):(?<minute>\d{2})$/;

/** "09:30" as minutes since midnight, "24:00" included; undefined when it is no time of day. */
export function parseClockTime(text: string): ClockTime | undefined {
  const { hour = "", minute = "" } = CLOCK_TIME.exec(text)?.groups ?? {};
  const time = Number(hour) * 60 + Number(minute);
  return hour !== "" && Number(minute) < 60 && time <= 1440 ? time : undefined;
}

/** "09:30"; what is past midnight is a time of the next day. */
export function clockTime(time: ClockTime): string {
  const within = time > 1440 ? time - 1440 : time;
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

const two = (number: number) => String(number).padStart(2, "0");
