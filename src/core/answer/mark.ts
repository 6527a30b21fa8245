import { createHash } from "node:crypto";

const LETTERS = 8;
/** Shape of a mark: letters alone, so that no reader of YAML makes a number of it. */
const MARK = /\b[a-p]{8}\b/i;

/** Mark that an answer of this session carries: no author of what it reads can have known it. */
export function markOf(session: string): string {
  const hex = createHash("sha256").update(`answer\0${session}`).digest("hex").slice(0, LETTERS);
  return [...hex].map((digit) => String.fromCharCode("a".charCodeAt(0) + Number.parseInt(digit, 16))).join("");
}

/** The mark in a text, of any session. */
export const markIn = (text: string): string | undefined => MARK.exec(text)?.[0].toLowerCase();
