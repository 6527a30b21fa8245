import { stringify } from "yaml";
import type { BackendResult } from "../contracts/run-result.ts";
import type { Notes } from "../notes/notes.ts";
import { withoutNotes } from "../text/notes-block.ts";
import { type AnswerBasis, answerIn, ownBlockIn, ownWords, type RunAnswer, refusalOf } from "./answer.ts";

/**
 * Result of a run without what it only says back: everything that is read from its last message later is read from
 * this. A program that its owner has written says what it wants in its result; what it prints may be a model's.
 */
export function answered(result: BackendResult, asked: AnswerBasis, isOwners: boolean): BackendResult {
  const answer = answerIn(result.text, asked);
  const { stated, ...rest } = result;
  const why = stated && !isOwners ? refusalOf(stated.reason, asked) : undefined;
  // Of a run that failed, the text is its backend's sentence: the brief of an earlier failure may hold the very same.
  const isTheirs = result.stopReason === "error" || (stated !== undefined && isOwners);
  const words = isTheirs ? withoutNotes(result.text) : ownWords(result.text, asked);
  // It has said elsewhere how it ended: a reason in its block that it gives every time takes nothing from what it noticed.
  const block = isTheirs && isOwners ? ownBlockIn(result.text, asked) : undefined;
  const text = [words, block ? fenced(block.body) : noted(answer, isOwners)].filter(Boolean).join("\n\n");
  const own: BackendResult = { ...rest, text, ...(stated && why === undefined && { stated }) };
  const reason = why ?? (answer.kind === "refused" && !stated ? answer.reason : undefined);
  return { ...own, ...(reason !== undefined && { unanswered: reason }) };
}

/** A program that notices the same again means it: what it has noticed twice is held for surer. */
function noted(answer: RunAnswer, isOwners: boolean): string {
  if (answer.kind !== "given") return "";
  const { body, notes } = answer.block;
  return fenced(answer.isWhole || isOwners ? body : inYaml(notes));
}

const fenced = (notes: string): string => ["```midwatch", notes.trimEnd(), "```"].join("\n");

const inYaml = (notes: Notes): string => stringify(notes, { lineWidth: 0 });
