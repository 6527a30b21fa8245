import { bare, Quotes } from "../answer/quotes.ts";
import type { Ledger } from "../contracts/ledger.ts";
import { withoutNotes } from "../contracts/notes-block.ts";
import { needsProof } from "../contracts/outcome.ts";
import type { Ended, Executed, Outcome, Proof } from "../contracts/session.ts";
import { identityOf, type WorkItem } from "../contracts/work.ts";
import { readNotes } from "../notes/notes.ts";
import { counted } from "../text/wording.ts";
import { INBOX } from "../work/inbox-source.ts";
import { isJournal } from "./journal.ts";

/** What is known of a session besides what it says, when it is asked what shows that. */
export interface Evidence {
  /** The paths of what is on its way to the branch. */
  readonly changed: readonly string[];
  readonly branch: string;
  /** The owner's commands that its work has passed, and that fail without it. */
  readonly verified: readonly string[];
  /** What its item had waited for, and has come about. */
  readonly met: readonly string[];
}

/**
 * What shows that a session did what it says: something that is now so and was not before, whoever looks. Its own word is
 * none, and what midwatch or it has written about itself is none.
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

/** With the proof that is left when it is known what became of the work: what is kept elsewhere is none of it. */
export function proven<E extends Pick<Ended, "outcome" | "publication">>(ended: E, proof: Proof | undefined): E {
  if (!proof) return ended;
  const { kind } = ended.publication;
  const isGone = proof.kind === "published" && kind !== "published" && kind !== "pending";
  return isGone ? ended : { ...ended, proof };
}

/** What of the changes is not about the session itself. */
const beyondItself = (item: Pick<WorkItem, "path">, changed: readonly string[]): readonly string[] =>
  changed.filter((path) => !isJournal(path) && path !== item.path);

/** Its journal tells of it, and the entry of its item is where it is told what became of it: neither is what was asked for. */
function publishedChange({ item }: Executed, { changed, branch }: Evidence): Proof | undefined {
  const own = beyondItself(item, changed);
  return own.length === 0 ? undefined : { kind: "published", detail: `${counted(own.length, "file")} on ${branch}` };
}

/** Somebody waits for an answer, and it is one: words of the run's own. A message of the owner's is answered in the journal. */
function deliveredAnswer({ item, result, prompt = "", neighbour }: Executed): Proof | undefined {
  const reason = (result.stated ?? readNotes(result.text))?.reason ?? "";
  if (!isOwnText(`${withoutNotes(result.text)}\n${reason}`, prompt)) return undefined;
  if (item.replyTo) return { kind: "delivered", detail: `answered in ${item.replyTo.to}` };
  if (neighbour) return { kind: "delivered", detail: `told the owner of ${neighbour.workspace}` };
  return item.source === INBOX ? { kind: "delivered", detail: "answered in the journal" } : undefined;
}

/** Time that has passed shows nothing: it would have passed without anybody. */
function resolvedWait({ met }: Evidence): Proof | undefined {
  const found = met.filter((condition) => !condition.startsWith("until "));
  return found.length === 0 ? undefined : { kind: "resolved", detail: `${found.join("; ")} has come about` };
}

/** What was right before the session came is right without it. */
function passedCommand({ verified }: Evidence): Proof | undefined {
  return verified.length > 0 ? { kind: "passed", detail: `${verified.join("; ")} passed` } : undefined;
}

/** Whether there is a line in it that does not stand in what was told, however short it is. */
function isOwnText(text: string, told: string): boolean {
  const quotes = new Quotes(told);
  return text.split("\n").some((line) => bare(line) !== "" && !quotes.holds(line));
}
