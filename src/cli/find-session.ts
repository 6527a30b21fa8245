import type { History, SessionRecord } from "../core/contracts/ledger.ts";
import { MidwatchError } from "../core/errors.ts";

/** The one session whose id begins or ends so. */
export async function onlySession(history: History, part: string): Promise<SessionRecord> {
  const [session, ...others] = await history.find(part);
  if (!session)
    throw new MidwatchError(`no session's id begins or ends with "${part}"; "midwatch sessions" lists them`);
  if (others.length === 0) return session;
  throw new MidwatchError(
    `"${part}" could be ${[session, ...others].map(({ id }) => id).join(" or ")}: write more of it`,
  );
}
