import type { Argv } from "yargs";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import { MidwatchError } from "../../core/errors.ts";
import { thereAre } from "../../core/text/nearest.ts";

/** The one session that is meant: an agent's latest, or the one whose id begins or ends so. */
export async function findSession(history: History, what: string): Promise<SessionRecord> {
  const [latest] = await history.sessions({ agent: what, limit: 1 });
  if (latest) return latest;
  const [session, ...others] = what === "" ? [] : await history.find(what);
  if (!session)
    throw new MidwatchError(
      `"${what}" is neither an agent that has run nor a session's id${await thoseThatRan(history, what)}; "midwatch sessions" lists their sessions`,
    );
  if (others.length === 0) return session;
  throw new MidwatchError(`"${what}" could be ${orList([session, ...others].map(({ id }) => id))}: write more of it`);
}

/** " (did you mean trader?); there are: content, trader": who has run. */
export async function thoseThatRan(history: History, what: string): Promise<string> {
  const ran = [...(await history.spending({ after: 0 })), ...(await history.openSessions())];
  const names = [...new Set(ran.map(({ agent }) => agent))].toSorted();
  return thereAre(what, names);
}

const MAX_NAMED_SESSIONS = 3;

/** "a or b or c or 9 others" */
export function orList(names: readonly string[]): string {
  // One that is left out would take as much room as "1 other".
  const named = names.length > MAX_NAMED_SESSIONS + 1 ? names.slice(0, MAX_NAMED_SESSIONS) : names;
  const others = names.length - named.length;
  return [...named, ...(others > 0 ? [`${others} others`] : [])].join(" or ");
}

/** The argument of a command that is about one session. */
export const takingSession = <Arguments>(yargs: Argv): Argv<Arguments> =>
  yargs.positional("session", {
    type: "string",
    demandOption: true,
    describe: "its id, or part of it",
  }) as unknown as Argv<Arguments>;
