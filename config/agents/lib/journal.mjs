import { brief, titleOf } from "./markdown.mjs";

/**
 * @typedef {{ path: string, day: string, time: string, agent: string, outcome: string, line: string }} Entry
 *   `outcome` is one word such as done, or "" when the entry names none; `line` says how the session ended.
 */

export const JOURNAL = "journal";

const NAME = /^journal\/(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)\d\d-(.+?)(?:-[0-9a-f]{4,})?\.md$/;
const OUTCOME = /^[\s>*_-]*(?:outcome|result|ended)\b[\s*_]*:[\s*_`]*(.+?)[\s*_`]*$/im;
const REASON = /^[\s>*_-]*reason\b[\s*_]*:[\s*_`]*(.+?)[\s*_`]*$/im;

/** @param {string} path */
export function isJournalEntry(path) {
  return NAME.test(path);
}

/**
 * A session's journal entry: when and who from its name, how it ended from its outcome and reason lines.
 * @param {{ path: string, text: string }} file
 * @returns {Entry}
 */
export function readJournalEntry({ path, text }) {
  const [, day = "", hours = "", minutes = "", agent = ""] = NAME.exec(path) ?? [];
  const ended = [OUTCOME, REASON].flatMap((pattern) => text.match(pattern)?.[1] ?? []).join(": ");
  const outcome = ended.match(/^([a-z-]+)(?=:|$)/i)?.[1]?.toLowerCase() ?? "";
  const line = ended || firstSentence(text) || titleOf(text) || "";
  return { path, day, time: `${hours}:${minutes}`, agent, outcome, line: brief(line, 240) };
}

/** @param {string} text */
function firstSentence(text) {
  const body = text.replace(/^---\r?\n[\s\S]*?\r?\n---/, "");
  return body.split(/\r?\n/).find((line) => /^[^#\s|<-]/.test(line));
}
