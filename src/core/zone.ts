/** "2026-11-21" where the zone's clocks are. */
export const dayIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);

/** "2026-11-21 10:30:05" where the zone's clocks are. */
export const timeIn = (zone: string, at: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
