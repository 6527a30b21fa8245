const DAY = 86_400_000;

/** @param {number} at epoch milliseconds */
export const day = (at) => new Date(at).toISOString().slice(0, 10);

/**
 * For people: 2026-11-21 21:29:51 UTC.
 * @param {number} at
 */
export const stamp = (at) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/**
 * For file names: 2026-11-21-212951.
 * @param {number} at
 */
export const fileStamp = (at) => `${day(at)}-${new Date(at).toISOString().slice(11, 19).replaceAll(":", "")}`;

/**
 * For front matter: 2026-11-21T21:29:51Z.
 * @param {number} at
 */
export const instant = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * The ISO week of a moment, in UTC: weeks begin on Monday, and belong to the year their Thursday is in.
 * @param {number} at
 * @returns {{ year: number, week: number, name: string, monday: string, sunday: string }}
 */
export function isoWeek(at) {
  const midnight = Math.floor(at / DAY) * DAY;
  const monday = midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY;
  const year = new Date(monday + 3 * DAY).getUTCFullYear();
  const week = 1 + Math.floor((monday + 3 * DAY - Date.UTC(year, 0, 1)) / (7 * DAY));
  const name = `${year}-W${String(week).padStart(2, "0")}`;
  return { year, week, name, monday: day(monday), sunday: day(monday + 6 * DAY) };
}

/**
 * Whole days from one date to another.
 * @param {string} from
 * @param {string} to
 */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
