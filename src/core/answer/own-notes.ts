import type { Notes } from "../notes/notes.ts";
import { isStandIn, type Quotes } from "./quotes.ts";

/** Lists of what a run has noticed by itself: words that are not its own do not count. */
const NOTICED = ["observations", "beliefs", "assumed", "assumptions", "lessons", "threads"];
/** Fields in which an entry that is a map holds its text. */
const TEXT_FIELDS = ["text", "observation", "belief", "rule", "lesson", "body", "note", "question"];

/** Notes without the entries that stand in the prompt or stand in for words; the same ones where there are none. */
export function ownNotes(notes: Notes, quotes: Quotes): Notes {
  const held = Object.entries(notes).filter(([key]) => NOTICED.includes(key));
  const owned = held.map(
    ([key, value]) => [key, [value].flat(1).filter((entry) => isOwnEntry(entry, quotes))] as const,
  );
  const isWhole = owned.every(([key, own]) => own.length === [notes[key]].flat(1).length);
  return isWhole ? notes : { ...notes, ...Object.fromEntries(owned) };
}

function isOwnEntry(entry: unknown, quotes: Quotes): boolean {
  if (typeof entry === "string") return !quotes.isEmpty(entry);
  if (typeof entry !== "object" || entry === null) return true;
  const words = Object.entries(entry).flatMap(([key, value]) => (TEXT_FIELDS.includes(key) ? textsIn(value) : []));
  const { keywords } = entry as { readonly keywords?: unknown };
  // A lesson that is known already, and is perhaps to be found by more words: it is not written twice.
  if (textsIn(keywords).some((word) => !quotes.isEmpty(word))) return !words.some((text) => isStandIn(text));
  return !words.some((text) => quotes.isEmpty(text));
}

const textsIn = (value: unknown): readonly string[] => [value].flat().filter((one) => typeof one === "string");
