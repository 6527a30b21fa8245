import { isScalar, type Pair, parseDocument, visit } from "yaml";
import type { Stated } from "../contracts/run-result.ts";
import { ITEM_STATES, type ItemState } from "../contracts/work.ts";
import { conditionsIn } from "../text/conditions.ts";
import { withoutInjected } from "../text/injected.ts";
import { blockTexts } from "../text/notes-block.ts";

/**
 * Request for a notes block, with which every prompt ends. No value in it can be read as an answer: small models send
 * it back as it stands.
 */
export const NOTES_REQUEST = `When you are finished, end your last message with one block like this. What stands in angle brackets is a
stand-in: put your own words there, without the brackets.

\`\`\`midwatch
mark: <the word at the end of this prompt>
item: <what became of it, in one of the words below>
reason: <one sentence of your own>
\`\`\`

The words for what became of the item, and what the reason then says:
- done, progress: what you did
- nothing: what you looked at, when it was your duty to look and there was nothing to do
- waiting: for what. Say it once more as a list "waiting_for:", and it is looked at for you, when each is one of these:
  "pr <owner/repo#number> merged", "checks <owner/repo#number>", "comment <owner/repo#number>", "until <date>"
- blocked: on whom, for which action
- not-viable: why it cannot or should not be done

These lists may stand in the block besides, where they say something:
- observations: only facts a later session cannot see for itself, one sentence each
- beliefs: what you now hold true, each {text: <sentence>}; of what was noticed before: contradicts, supports, supersedes
  or about, with its id
- assumed: one phrase for each thing you took for granted because nobody could be asked
- lessons: only what cost you time that nobody should lose again, each {rule: <one or two sentences>, keywords: [<phrases
  that stand in a text when it matters>]}
- threads: only what stays open when you are gone, each {title: <a few words>, kind: <solo, discuss or experiment>, note:
  <sentence>}`;

// No two neighbours in it can share a long text between them: whoever wrote it could make that take hours.
const LINE =
  /^[ \t]{0,40}(?:[-*+][ \t]{1,8})?[*_"']{0,4}(?<key>[a-z]\w{0,30}?)[*_"']{0,4}[ \t]{0,8}[:=][*_]{0,4}(?<value>.*)$/gim;
/** One of a list, whatever stands in it. */
const ENTRY = /^[ \t]{0,40}[-*+][ \t]{1,8}(?<text>.*)$/;
/** Words that models write instead. */
const SYNONYMS: Readonly<Record<string, ItemState>> = {
  complete: "done",
  completed: "done",
  finished: "done",
  "in-progress": "progress",
};

/** Values of the last notes block of a message, by key. */
export const notesIn = (text: string): Notes | undefined => blocksIn(text).at(-1)?.notes;

/** One notes block of a message. */
export interface NotesBlock {
  readonly body: string;
  /** Values by key. */
  readonly notes: Notes;
}

/** The notes blocks of a message, the last ones where it has many. */
export function blocksIn(text: string): readonly NotesBlock[] {
  const bodies = blockTexts(text)
    .slice(-MOST_BLOCKS)
    .map((body) => withoutInjected(body.slice(0, LONGEST_BLOCK)));
  return bodies.map((body) => ({ body, notes: asYaml(body) ?? asLines(body) }));
}

/** The last notes block of a message, read tolerantly: small models write it badly. */
export function readNotes(text: string): Stated | undefined {
  const notes = notesIn(text);
  return notes && statedBy(notes);
}

/** State of the item, as the notes have it. */
export function statedBy(notes: Notes): Stated | undefined {
  const item = stateIn(asText(notes.item));
  const waitingFor = item === "waiting" ? conditionsIn(notes.waiting_for) : [];
  return item && { item, reason: asText(notes.reason).trim(), ...(waitingFor.length > 0 && { waitingFor }) };
}

/** In characters; YAML is not quick at reading what is none. */
const LONGEST_BLOCK = 8 * 1024;
/** The last ones of a message: who writes more of them quotes. */
const MOST_BLOCKS = 8;

/** Values of a notes block, by key. */
export type Notes = Readonly<Record<string, unknown>>;

/** Undefined when it is no YAML, or says nothing of the item. */
function asYaml(block: string): Notes | undefined {
  try {
    const document = parseDocument(block, { uniqueKeys: false, logLevel: "silent" });
    // Nothing is said of a text with errors, and reading a key that is a map in one takes twice as long with each level.
    if (!hasPlainKeys(document)) return undefined;
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    const maps = [value].flat().filter((one) => typeof one === "object" && one !== null) as Notes[];
    const named = maps.flatMap((map) => Object.entries(map)).map(([name, one]) => [name.toLowerCase(), one] as const);
    const notes: Notes = Object.fromEntries(named);
    // "reason: {a: b}" and "reason: fixed: it" are words, not structures.
    const isPlain = typeof notes.item === "string" && (typeof notes.reason !== "object" || notes.reason === null);
    return isPlain ? notes : undefined;
  } catch {
    return undefined;
  }
}

function hasPlainKeys(document: ReturnType<typeof parseDocument>): boolean {
  let plain = true;
  visit(document, {
    Pair(_, { key }: Pair) {
      plain &&= isScalar(key);
      return plain ? undefined : visit.BREAK;
    },
  });
  return plain;
}

/** "key: text" lines, for a block whose text is not YAML (a colon in the reason is enough), and the lists below them. */
function asLines(block: string): Notes {
  const notes: Record<string, unknown> = {};
  let list: string[] | undefined;
  for (const line of block.split("\n")) {
    const entry = ENTRY.exec(line)?.groups?.text;
    if (list && entry !== undefined) {
      list.push(entry);
      continue;
    }
    const { key, value } = [...line.matchAll(LINE)].at(0)?.groups ?? {};
    if (key === undefined) continue;
    list = value?.trim() === "" ? [] : undefined;
    notes[key.toLowerCase()] = list ?? value;
  }
  return notes;
}

const STATE = `(?:${[...ITEM_STATES, ...Object.keys(SYNONYMS)].join("|")})`;
const CHOICE = new RegExp(`^${STATE}-*(?:[|/]|or-)-*${STATE}`);

const wordsOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^[^a-z]+/, "")
    .replaceAll(/[ _]+/g, "-");

/** True when a text names several of the states, and chooses none: "done | progress | blocked". */
export const isChoice = (text: string): boolean => CHOICE.test(wordsOf(text));

/** The state a text begins with: "Done.", "in progress", "not_viable: it is gone". */
function stateIn(text: string): ItemState | undefined {
  const words = wordsOf(text);
  const known = [...ITEM_STATES.map((state) => [state, state] as const), ...Object.entries(SYNONYMS)];
  if (CHOICE.test(words)) return undefined;
  return known.find(
    ([word]) => words === word || (words.startsWith(word) && !/[a-z]/.test(words[word.length] ?? "")),
  )?.[1];
}

/** A value of a block in words. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? value : value == null ? "" : JSON.stringify(value);
