/** A formatter takes a hundred times as long to make as to use. */
const days = new Map<string, Intl.DateTimeFormat>();

/** "2026-11-21" where the zone's clocks are. */
export function dayIn(zone: string, at: number): string {
  const format = days.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  days.set(zone, format);
  return format.format(at);
}

const times = new Map<string, Intl.DateTimeFormat>();

/** "2026-11-21 10:30:05" where the zone's clocks are. */
export function timeIn(zone: string, at: number): string {
  const format =
    times.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  times.set(zone, format);
  return format.format(at);
}

/** "02:10", or "11-29 02:10" on another day. */
export function clockTime(zone: string, at: number, today: string): string {
  const time = timeIn(zone, at);
  return time.startsWith(today) ? time.slice(11, 16) : time.slice(5, 16);
}
