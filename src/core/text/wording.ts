/** A count with its noun: "1 session", "2 sessions". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Text in one line: runs of blanks and line ends become one space. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
