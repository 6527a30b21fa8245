import type { Draft, Letter } from "../contracts/channel.ts";
import type { Redact } from "../contracts/credentials.ts";
import type { Delivery } from "../contracts/outbox.ts";
import type { Publication } from "../contracts/outcome.ts";

/** The letter as it is sent: what became of the work is known by now, and secrets are taken out. */
export function worded({ id, letter, publication }: Delivery, redact: Redact): Letter {
  const text = [letter.text, ...where(letter, publication)].join("\n\n");
  return { ...letter, title: redact(letter.title), text: redact(text), mark: id };
}

/** A reply may name the commit. */
function where({ kind }: Draft, publication: Publication | undefined): string[] {
  if (kind !== "reply" || publication?.kind !== "published") return [];
  return [`Recorded as ${publication.commit.slice(0, 12)} on ${publication.branch}.`];
}

/** Each message of a letter with a mark of its own. */
export const numbered = (letters: readonly Letter[], mark: string): readonly Letter[] =>
  letters.length === 1 ? letters : letters.map((letter, n) => ({ ...letter, mark: `${mark}.${n + 1}` }));
