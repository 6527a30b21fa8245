import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Trouble } from "../contracts/health.ts";
import { isFailure } from "../text/outcome.ts";

/** Troubles since a moment, the oldest first: those that sessions reported, and how sessions failed. */
export async function troublesSince({ ledger, folders }: Pick<Fleet, "ledger" | "folders">, since: number) {
  const sessions = await ledger.history.sessions({ endedAfter: since });
  const found: Trouble[] = [];
  for (const session of sessions) {
    found.push(...troublesOf(session));
    for (const event of await folders.events(folders.path(session.id), "trouble"))
      if (event.type === "trouble" && event.at > since)
        found.push({ ...of(session), at: event.at, text: troubleLine(event.data) });
  }
  return found.toSorted((a, b) => a.at - b.at);
}

const of = ({ agent, id }: SessionRecord) => ({ agent, session: id });

const troubleLine = ({ doing, error }: { readonly doing: string; readonly error: string }) =>
  `${doing}: ${error.trim().split("\n")[0] ?? ""}`;

function troublesOf(session: SessionRecord): Trouble[] {
  const { outcome, endedAt } = session;
  if (!outcome || endedAt === undefined || !isFailure(outcome)) return [];
  const { kind, cause, reason } = outcome;
  return [
    { ...of(session), at: endedAt, text: `${kind}${cause ? ` (${cause})` : ""}: ${reason.split("\n")[0] ?? ""}` },
  ];
}
