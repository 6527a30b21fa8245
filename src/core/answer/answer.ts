import type { Stated } from "../contracts/run-result.ts";
import { asText, blocksIn, isChoice, type Notes, type NotesBlock, statedBy } from "../notes/notes.ts";
import { withoutNotes } from "../text/notes-block.ts";
import { markIn, markOf } from "./mark.ts";
import { ownNotes } from "./own-notes.ts";
import { bare, Quotes } from "./quotes.ts";

/** Prompt's marks and words, by which a run's own words are told from what it only says back. */
export interface AnswerBasis {
  readonly mark: string;
  readonly quotes: Quotes;
  /** The notes blocks that stand in the prompt. */
  readonly blocks: ReadonlySet<string>;
}

/** Answer of a run. */
export type RunAnswer =
  /**
   * `stated` is missing where its block says nothing of the item, and it is not whole where some of it was said back.
   */
  | { readonly kind: "given"; readonly block: NotesBlock; readonly isWhole: boolean; readonly stated?: Stated }
  /** Text that looks like an answer, and is none: a sentence that says why. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "none" };

/** Basis for judging a session's answer, by its id and its whole prompt. */
export const askedOf = (session: string, prompt: string): AnswerBasis => ({
  mark: markOf(session),
  quotes: new Quotes(prompt),
  blocks: new Set(blocksIn(prompt).map(({ body }) => bare(body))),
});

/**
 * The answer in a message: the last block that carries the session's mark; or the only one without any, when nothing it
 * says stands in the prompt. Any other block is another session's answer, or the prompt's own sample.
 */
export function answerIn(text: string, asked: AnswerBasis): RunAnswer {
  const blocks = blocksIn(text);
  const marked = blocks.filter(({ notes }) => markOn(notes) === asked.mark);
  if (marked.length > 0) return lastGood(marked, asked);
  if (blocks.length > 0) return lone(blocks, asked);
  const isEcho = text.trim() !== "" && asked.quotes.strip(text).own === "";
  return isEcho ? refused("it only says its prompt back") : { kind: "none" };
}

/**
 * The last block of a message that is this session's, whatever its reason is: one that stands in the prompt is none.
 */
export const ownBlockIn = (text: string, asked: AnswerBasis): NotesBlock | undefined =>
  blocksIn(text).findLast(({ body, notes }) => {
    const mark = markOn(notes);
    return mark === undefined ? !asked.blocks.has(bare(body)) : mark === asked.mark;
  });

/** Reason why a sentence is no reason; undefined when it is one. */
export function refusalOf(reason: string, { quotes, mark }: AnswerBasis): string | undefined {
  if (bare(reason) === mark) return "its reason is its session's mark, and no sentence";
  if (reason.trim() === "" || !quotes.isEmpty(reason)) return undefined;
  return quotes.has(reason)
    ? "its reason is in its prompt, word for word"
    : "its reason is a stand-in, and no sentence";
}

const refused = (reason: string): RunAnswer => ({ kind: "refused", reason });

const markOn = ({ mark }: Notes): string | undefined => (mark == null ? undefined : markIn(asText(mark)));

function lastGood(blocks: readonly NotesBlock[], asked: AnswerBasis): RunAnswer {
  const answers = blocks.map((block) => judgeBlock(block, asked));
  return answers.findLast(({ kind }) => kind === "given") ?? answers.at(-1) ?? { kind: "none" };
}

function lone(blocks: readonly NotesBlock[], asked: AnswerBasis): RunAnswer {
  const unmarked = blocks.filter(({ notes }) => markOn(notes) === undefined);
  if (unmarked.length === 0) return refused("its block carries the mark of another session");
  const answers = unmarked.map((block) => (isQuoted(block, asked) ? refused(QUOTED) : judgeBlock(block, asked)));
  const given = answers.filter((answer) => answer.kind === "given");
  const states = new Set(given.map(({ stated }) => stated?.item));
  if (states.size > 1) return refused("it has blocks that say different things, and none carries its session's mark");
  return given.at(-1) ?? answers.at(-1) ?? { kind: "none" };
}

const QUOTED = "its block is in its prompt, and is another session's";

/** Without a mark even a short reason counts, where it stands in the prompt as an answer does. */
function isQuoted({ body, notes }: NotesBlock, { quotes, blocks }: AnswerBasis): boolean {
  const stated = statedBy(notes);
  if (blocks.has(bare(body))) return true;
  if (!stated || stated.reason === "") return false;
  const { item, reason } = stated;
  return quotes.holds("item", item, "reason", reason);
}

function judgeBlock(block: NotesBlock, asked: AnswerBasis): RunAnswer {
  const stated = statedBy(block.notes);
  if (!stated && (asked.quotes.isEmpty(asText(block.notes.item)) || isChoice(asText(block.notes.item))))
    return refused("its block is the sample in its prompt");
  const why = stated && refusalOf(stated.reason, asked);
  if (why !== undefined) return refused(why);
  const notes = ownNotes(block.notes, asked.quotes);
  const isWhole = notes === block.notes;
  return { kind: "given", block: { ...block, notes }, isWhole, ...(stated && { stated }) };
}

/** The words of a message that are the run's own, and no notes. */
export function ownWords(text: string, { quotes }: AnswerBasis): string {
  const { own, left } = quotes.strip(withoutNotes(text));
  if (left === 0 || own === "") return own;
  return `${own}\n\n(${left === 1 ? "1 line" : `${left} lines`} of its prompt that it says back: left out)`;
}
