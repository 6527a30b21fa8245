import type { Candidate } from "../../src/index.ts";

const BLOCKED = /(?<!\b(?:not|no longer) )\bblocked\b/i;
const WAITING = /\b(?:waiting|awaiting|awaits|in[ -]review|under review|on hold|paused|deferred)\b/i;
/** At the beginning only: "80% complete" and "not done yet" are work. */
const OVER = /^\W*(?:not[ -]viable|done|complete[d]?|cancell?ed|obsolete|superseded|abandoned|merged|closed)\b/i;
const PARTLY = /\d+\s*(?:\/\s*\d+|%)/;
const TICKED = /^(?:\[x\]|✅|❌|~~)/i;

/** What an entry's words say of it: its status field, its priority, its title and the note behind that. */
export interface Words {
  readonly title: string;
  readonly note: string;
  readonly status: string;
  readonly priority: string;
}

/** Ready, unless its words say otherwise. */
export function stateOf({ title, note, status, priority }: Words): Pick<Candidate, "state" | "reason"> {
  const word = firstWord(status);
  const why = status.slice(word.length).replace(/^[-–—:,;(.\s]+/, "") || status;
  if (TICKED.test(title)) return over("its title is ticked off");
  if (/\bnot[ -]viable\b/i.test(`${title} ${note}`)) return over("its title says that it is not viable");
  if (BLOCKED.test(word)) return { state: "blocked", reason: why };
  if (BLOCKED.test(`${priority} ${note}`))
    return { state: "blocked", reason: status || `its ${BLOCKED.test(priority) ? "priority" : "title"} says BLOCKED` };
  if (WAITING.test(word)) return { state: "waiting", reason: why };
  if (/^\W*(?:waiting|awaiting)\b/i.test(note)) return { state: "waiting", reason: status || note };
  if (OVER.test(word) && !PARTLY.test(word)) return over(`its status is "${status}"`);
  return { state: "ready" };
}

/** The word the status begins with decides: what follows it is a sentence about the work. */
const firstWord = (status: string) => status.split(/\s[-–—]+\s|[–—:,;(]|\.\s/)[0] ?? "";

const over = (why: string) => ({ state: "waiting", reason: `${why}: it can be taken off the list` }) as const;
