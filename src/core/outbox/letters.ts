import type { PublishEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import { dayIn } from "../text/zone.ts";
import type { EndedSession } from "./ended-session.ts";
import { replyOf } from "./reply.ts";
import { sessionReports } from "./session-reports.ts";
import { signOfLife } from "./sign-of-life.ts";

/** Sessions in a row that are looked at to tell new trouble from old. */
const REMEMBERED_LETTERS = 50;

/**
 * Letters about a session that has ended. Settling it writes them down in the same transaction: a process that ends it,
 * and is killed then, leaves a record of the letters still to be sent.
 */
export async function lettersOf(
  { ledger, zone, reporting }: Pick<Fleet, "ledger" | "zone" | "reporting">,
  ended: EndedSession,
  at: number,
): Promise<readonly NewDelivery[]> {
  const effects = await ledger.history.effects(ended.id);
  const intent = effects.find((effect): effect is PublishEffect => effect.kind === "publish");
  const reply = replyOf(ended, intent?.payload, at);
  if (!reporting) return reply;
  const sessions = await ledger.history.sessions({ agent: ended.agent, limit: REMEMBERED_LETTERS });
  const before = sessions.filter(({ id }) => id !== ended.id);
  const reports = sessionReports(ended, reporting, { at, day: dayIn(zone, at), before });
  return [...reply, ...reports, ...signOfLife(ended, reporting, at)];
}
