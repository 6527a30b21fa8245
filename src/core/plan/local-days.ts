import { isoDay } from "../when/local-date.ts";
import { localDay, wallMoment } from "../when/wall-clock.ts";

/** `dayIn` for many moments that mostly follow one another: asks for the zone's clocks once a day of them. */
export function localDays(zone: string): (at: number) => string {
  let [from, to, name] = [0, 0, ""];
  return (at) => {
    if (at >= from && at < to) return name;
    const day = localDay(zone, at);
    [from, to, name] = [wallMoment(zone, day, 0).at, wallMoment(zone, day + 1, 0).at, isoDay(day)];
    return name;
  };
}
