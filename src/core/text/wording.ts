/** A count with its noun: "1 session", "2 sessions", "10,317 sessions". */
export const counted = (count: number, what: string): string => `${withCommas(count)} ${what}${count === 1 ? "" : "s"}`;

/** "10,317" */
export const withCommas = (count: number): string => (Math.abs(count) < 1000 ? String(count) : COMMAS.format(count));
const COMMAS = new Intl.NumberFormat("en-US");

/** Text in one line: runs of blanks and line ends become one space. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
