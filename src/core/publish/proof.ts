import { bare, Quotes } from "../answer/quotes.ts";
import type { Ledger } from "../contracts/ledger.ts";
import type { Outcome, Proof } from "../contracts/outcome.ts";
import type { Ended, Executed } from "../contracts/session.ts";
import type { WorkItem } from "../contracts/work.ts";
import { readNotes } from "../notes/notes.ts";
import { identityOf } from "../text/item-identity.ts";
import { withoutNotes } from "../text/notes-block.ts";
import { needsProof } from "../text/outcome.ts";
import { counted } from "../text/wording.ts";
import { INBOX } from "../work/inbox-source.ts";
import { isJournal } from "./journal.ts";

/** Facts about a session besides its own words, from which its proof is found. */
export interface Evidence {
  /** Paths of the changes that are on their way to the branch. */
  readonly changed: readonly string[];
  readonly branch: string;
  /** The owner's commands that its work has passed, and that fail without it. */
  readonly verified: readonly string[];
  /** Conditions that its item waited for, and that have come about. */
  readonly met: readonly string[];
}

/**
 * Proof that a session did its work: a fact that is true now, was not true before, and can be checked by others. The
 * session's own words are no proof, and neither is anything that it or midwatch has written about the session.
 */
export function proofOf(session: Executed, evidence: Evidence): Proof | undefined {
  return (
    publishedChange(session, evidence) ?? deliveredAnswer(session) ?? resolvedWait(evidence) ?? passedCommand(evidence)
  );
}

/** The same, with what the ledger knows of its item's waits. */
export async function proofIn(
  { waits }: Pick<Ledger, "waits">,
  session: Executed,
  evidence: Omit<Evidence, "met">,
): Promise<Proof | undefined> {
  const { source, id } = identityOf(session.item);
  const own = (await waits.of(session.agent.workspace)).filter((wait) => wait.source === source && wait.item === id);
  const met = own.filter(({ state }) => state === "met").map(({ condition }) => condition);
  return proofOf(session, { ...evidence, met });
}

/** The outcome as it may be believed. */
export const withProof = (outcome: Outcome, proof: Proof | undefined): Outcome =>
  needsProof(outcome) && proof === undefined ? { ...outcome, unproven: true } : outcome;

/** With the proof that is left when the publication is known: work that is kept elsewhere proves nothing. */
export function proven<E extends Pick<Ended, "outcome" | "publication">>(ended: E, proof: Proof | undefined): E {
  if (!proof) return ended;
  const { kind } = ended.publication;
  const isGone = proof.kind === "published" && kind !== "published" && kind !== "pending";
  return isGone ? ended : { ...ended, proof };
}

/** Changed paths that are not about the session itself: neither a journal, nor the file of its item. */
const beyondItself = (item: Pick<WorkItem, "path">, changed: readonly string[]): readonly string[] =>
  changed.filter((path) => !isJournal(path) && path !== item.path);

/** Proof by changed files. The journal and the entry of its item do not count: both only tell of the session. */
function publishedChange({ item }: Executed, { changed, branch }: Evidence): Proof | undefined {
  const own = beyondItself(item, changed);
  return own.length === 0 ? undefined : { kind: "published", detail: `${counted(own.length, "file")} on ${branch}` };
}

/**
 * Proof by an answer in the run's own words, where the item asks for one. The owner's messages are answered in the
 * journal.
 */
function deliveredAnswer({ item, result, prompt = "", neighbour }: Executed): Proof | undefined {
  const reason = (result.stated ?? readNotes(result.text))?.reason ?? "";
  if (!isOwnText(`${withoutNotes(result.text)}\n${reason}`, prompt)) return undefined;
  if (item.replyTo) return { kind: "delivered", detail: `answered in ${item.replyTo.to}` };
  if (neighbour) return { kind: "delivered", detail: `told the owner of ${neighbour.workspace}` };
  return item.source === INBOX ? { kind: "delivered", detail: "answered in the journal" } : undefined;
}

/** Proof by a wait that was resolved. Time that has passed proves nothing: it passes without any work. */
function resolvedWait({ met }: Evidence): Proof | undefined {
  const found = met.filter((condition) => !condition.startsWith("until "));
  return found.length === 0 ? undefined : { kind: "resolved", detail: `${found.join("; ")} has come about` };
}

/** Proof by commands that pass with the work and fail without it. */
function passedCommand({ verified }: Evidence): Proof | undefined {
  return verified.length > 0 ? { kind: "passed", detail: `${verified.join("; ")} passed` } : undefined;
}

/** True when the text has a line, however short, that is not in `told`. */
function isOwnText(text: string, told: string): boolean {
  const quotes = new Quotes(told);
  return text.split("\n").some((line) => bare(line) !== "" && !quotes.holds(line));
}
