import type { History, SessionRecord } from "../core/contracts/ledger.ts";
import { MidwatchError } from "../core/errors.ts";

/** The one session that is meant: an agent's latest, or the one whose id begins or ends so. */
export async function sessionOf(history: History, what: string): Promise<SessionRecord> {
  const [latest] = await history.sessions({ agent: what, limit: 1 });
  if (latest) return latest;
  const [session, ...others] = what === "" ? [] : await history.find(what);
  if (!session)
    throw new MidwatchError(
      `"${what}" is neither an agent that has run nor a session's id; "midwatch sessions" lists them`,
    );
  if (others.length === 0) return session;
  throw new MidwatchError(`"${what}" could be ${either([session, ...others].map(({ id }) => id))}: write more of it`);
}

const NAMED = 3;

/** "a or b or c or 9 others" */
export function either(names: readonly string[]): string {
  // One that is left out would take as much room as "1 other".
  const named = names.length > NAMED + 1 ? names.slice(0, NAMED) : names;
  const others = names.length - named.length;
  return [...named, ...(others > 0 ? [`${others} others`] : [])].join(" or ");
}
