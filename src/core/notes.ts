import { isScalar, type Pair, parseDocument, visit } from "yaml";
import type { Stated } from "./contracts/backend.ts";
import { conditionsIn } from "./contracts/waits.ts";
import { ITEM_STATES, type ItemState } from "./contracts/work.ts";

/** What every prompt asks for at the end of the last message. */
export const NOTES_REQUEST = `When you are finished, end your last message with this block, filled in:

\`\`\`midwatch
item: done            # or progress, waiting, blocked, not-viable; for a duty that found nothing to do: nothing
reason: one sentence  # what was done; or waiting for what; or blocked on whom, for which action
# waiting_for:        # only if waiting, and for one of these: it is looked at for you
#   - pr owner/repo#12 merged    # or: checks owner/repo#12, comment owner/repo#12, until 2026-11-23
# observations:       # only facts a later session cannot see for itself, one sentence each
#   - one sentence
# beliefs:            # what you now hold true
#   - text: one sentence
#     contradicts: id # of what was noticed before, if it was wrong; or supports, supersedes, about
# assumed: [one phrase each]  # only what you took for granted because nobody could be asked
# lessons:            # only if something cost you time that nobody should lose again
#   - rule: one or two sentences
#     keywords: [phrases that stand in a text when it matters]
# threads:            # only what stays open when you are gone
#   - {title: a few words, kind: solo, note: a sentence}  # or discuss with your owner, or experiment
\`\`\``;

// No two neighbours in these can share a long text between them: whoever wrote it could make that take hours.
const BLOCK =
  /(?:(?<!`)`{3,}|(?<!~)~{3,}) {0,8}(?:ya?ml {1,8})?midwatch\b[^\n]{0,200}\n(?<body>[\s\S]*?)(?:```|~~~|$)/gi;
const LINE =
  /^[ \t]{0,40}(?:[-*+][ \t]{1,8})?[*_"']{0,4}(?<key>[a-z]\w{0,30}?)[*_"']{0,4}[ \t]{0,8}[:=][*_]{0,4}(?<value>.*)$/gim;
/** One of a list, whatever stands in it. */
const ENTRY = /^[ \t]{0,40}[-*+][ \t]{1,8}(?<text>.*)$/;
/** What models write instead. */
const SYNONYMS: Readonly<Record<string, ItemState>> = {
  complete: "done",
  completed: "done",
  finished: "done",
  "in-progress": "progress",
};

/** What the last notes block of a message says, by key. */
export function notesIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const block = [...text.replaceAll("\r\n", "\n").matchAll(BLOCK)].at(-1)?.groups?.body?.slice(0, LONGEST_BLOCK);
  return block === undefined ? undefined : (asYaml(block) ?? asLines(block));
}

/** What a message says besides its notes blocks. */
export const withoutNotes = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll(BLOCK, "").trim();

/** The last notes block of a message, read tolerantly: small models write it badly. */
export function readNotes(text: string): Stated | undefined {
  const notes = notesIn(text);
  if (notes === undefined) return undefined;
  const item = stateIn(textOf(notes.item));
  const waitingFor = item === "waiting" ? conditionsIn(notes.waiting_for) : [];
  return item && { item, reason: textOf(notes.reason).trim(), ...(waitingFor.length > 0 && { waitingFor }) };
}

/** In characters; YAML is not quick at reading what is none. */
const LONGEST_BLOCK = 8 * 1024;

type Notes = Readonly<Record<string, unknown>>;

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

/** The state a text begins with: "Done.", "in progress", "not_viable: it is gone". */
function stateIn(text: string): ItemState | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^[^a-z]+/, "")
    .replaceAll(/[ _]+/g, "-");
  const known = [...ITEM_STATES.map((state) => [state, state] as const), ...Object.entries(SYNONYMS)];
  return known.find(
    ([word]) => words === word || (words.startsWith(word) && !/[a-z]/.test(words[word.length] ?? "")),
  )?.[1];
}

const textOf = (value: unknown) => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));
