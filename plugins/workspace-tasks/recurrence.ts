/** When a task that was done is to be done again; undefined when its rule is not one that can be computed. */
export function nextTime(rule: string, doneAt: number): number | undefined {
  const { count, unit } = /^(?:every )?(?<count>\d{1,4}) ?(?<unit>[hdw])$/i.exec(rule.trim())?.groups ?? {};
  if (count && unit) return doneAt + Number(count) * (UNITS[unit.toLowerCase()] ?? DAY);
  const months = MONTHS[rule.trim().toLowerCase()];
  if (months) return monthsLater(doneAt, months);
  const days = DAYS[rule.trim().toLowerCase()];
  return days && doneAt + days * DAY;
}

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { h: DAY / 24, d: DAY, w: 7 * DAY };
const DAYS: Readonly<Record<string, number>> = { daily: 1, weekly: 7, biweekly: 14 };
const MONTHS: Readonly<Record<string, number>> = { monthly: 1, quarterly: 3, yearly: 12 };

/** The same day of a later month, or that month's last. */
function monthsLater(at: number, months: number): number {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, last));
}
