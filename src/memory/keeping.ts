import type { Edge, Fading, Keepsake, Memory, Noticed } from "../core/contracts/memory.ts";
import { saysTheSame, type Words, wordsOf } from "../core/text/same-words.ts";
import { findById } from "./find-by-id.ts";
import { recollect } from "./recollect.ts";
import type { KeptEntry, KeptNotice, RecordEntry } from "./record/entry.ts";

/** Notices one session may leave; a run that notices more notices nothing. */
const MAX_NOTICES = 12;
const MAX_NOTICE_CHARS = 500;

/** A session's line in the record; undefined when it has one already, or has nothing to say. Pure. */
export function settled({ origin, noticed, faded }: Keepsake, entries: readonly RecordEntry[]): KeptEntry | undefined {
  const isKept = entries.some((entry) => entry.type === "kept" && entry.origin.session === origin.session);
  if (isKept || noticed.length + faded.length === 0) return undefined;
  const known = recollect(entries);
  const words = new Map([...known].map(([id, { text }]) => [id, wordsOf(text)]));
  const settle = (each: Noticed) => settleOne(each, { known, words, item: origin.item });
  return {
    type: "kept",
    origin,
    noticed: noticed.slice(0, MAX_NOTICES).map(settle),
    faded: faded.slice(0, MAX_NOTICES).flatMap((each) => fadingOf(each, known)),
  };
}

interface Against {
  readonly known: ReadonlyMap<string, Memory>;
  readonly words: ReadonlyMap<string, Words>;
  readonly item: string;
}

/** With what it names found, and the one that it repeats, if it does. */
function settleOne({ kind, text, edges }: Noticed, { known, words, item }: Against): KeptNotice {
  const short = text.length > MAX_NOTICE_CHARS ? `${text.slice(0, MAX_NOTICE_CHARS - 1)}…` : text;
  const own = wordsOf(short);
  const found = edges.flatMap((edge) => edgeOf(edge, known));
  const notice = { kind, text: short, edges: [...found, ...before({ kind, text: short }, known, item)] };
  const isOpposed = new Set(found.map(({ to }) => to));
  const same = [...known.values()].find(({ id, kind: theirs, standing }) => {
    const isLike = theirs === kind && standing !== "quarantined" && !isOpposed.has(id);
    return isLike && saysTheSame(own, words.get(id) ?? wordsOf(""));
  });
  return same && kind !== "summary" ? { ...notice, same: same.id } : notice;
}

/** Edges by which the summary of an item's last session takes the place of the one before. */
function before({ kind }: Pick<Noticed, "kind" | "text">, known: Against["known"], item: string): readonly Edge[] {
  if (kind !== "summary") return [];
  const earlier = [...known.values()].filter((each) => each.kind === "summary" && each.origin.item === item);
  return earlier.filter(({ standing }) => standing === "active").map(({ id }) => ({ type: "supersedes", to: id }));
}

/** Subjects stay as they are; memories are found by the end of their id, and what names none ties nothing. */
function edgeOf({ type, to }: Edge, known: Against["known"]): readonly Edge[] {
  if (type === "about") return [{ type, to: to.slice(0, MAX_NOTICE_CHARS) }];
  const id = findById(to, known);
  return id === undefined ? [] : [{ type, to: id }];
}

function fadingOf({ memory, reason }: Fading, known: Against["known"]): readonly Fading[] {
  const id = findById(memory, known);
  return id === undefined ? [] : [{ memory: id, reason: reason.slice(0, MAX_NOTICE_CHARS) }];
}
