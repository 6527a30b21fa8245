import type { Candidate, Origin } from "../contracts/work.ts";
import { plainLine } from "../text/plain-text.ts";

/** Characters of an item that are shown. */
const MAX_CANDIDATE_CHARS = { id: 500, title: 200, reason: 500, word: 500, field: 4000 } as const;

/**
 * A candidate as it is shown from here on, by any author: in lists, on terminals, in commits. An id that hides
 * something could not be told apart from another one: no session is to work on it.
 */
export function plainCandidate(candidate: Candidate): Candidate {
  const { id, title, reason, why, fields, waitingFor, origin } = candidate;
  const plain: Candidate = {
    ...candidate,
    id: plainLine(id, MAX_CANDIDATE_CHARS.id),
    title: plainLine(title, MAX_CANDIDATE_CHARS.title),
    ...(reason !== undefined && { reason: plainLine(reason, MAX_CANDIDATE_CHARS.reason) }),
    ...(why !== undefined && { why: plainLine(why, MAX_CANDIDATE_CHARS.reason) }),
    ...(fields && { fields: plainFields(fields) }),
    ...(waitingFor && { waitingFor: waitingFor.map((each) => plainLine(each, MAX_CANDIDATE_CHARS.word)) }),
    ...(origin && { origin: plainOrigin(origin) }),
  };
  if (plain.id === id) return plain;
  return {
    ...plain,
    state: "blocked",
    reason: "its name has characters that cannot be seen, or is too long: rename it",
  };
}

const plainFields = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      plainLine(name, MAX_CANDIDATE_CHARS.word),
      plainLine(value, MAX_CANDIDATE_CHARS.field),
    ]),
  );

const plainOrigin = ({ by, actor, url }: Origin): Origin => ({
  by: plainLine(by, MAX_CANDIDATE_CHARS.word),
  ...(actor !== undefined && { actor: plainLine(actor, MAX_CANDIDATE_CHARS.word) }),
  ...(url !== undefined && { url: plainLine(url, MAX_CANDIDATE_CHARS.word) }),
});
