import type { AgentEnding, AgentHistory } from "../../contracts/agent-history.ts";
import type { Database } from "./database.ts";
import { type SessionRow, toSession } from "./rows.ts";

/** By the index of each agent's sessions in the order of their start. */
const LATEST = `SELECT session.* FROM (SELECT agent, max(started) AS started FROM session GROUP BY agent) last
  JOIN session USING (agent, started) ORDER BY session.id`;

const ENDINGS = `SELECT session.agent, outcome ->> 'kind' AS kind, outcome ->> 'unproven' IS NOT NULL AS unproven, count(*) AS sessions,
    coalesce(sum(coalesce(spent, micros)), 0) AS micros, count(*) FILTER (WHERE spent IS NULL AND micros > 0) AS guesses
  FROM session LEFT JOIN reservation ON reservation.session = session.id
  WHERE ended > ? AND outcome IS NOT NULL GROUP BY 1, 2, 3`;

type EndingRow = Omit<AgentEnding, "unproven"> & { readonly unproven: number };

export const agentsIn = (db: Database): AgentHistory => ({
  latest: async () => db.rows<SessionRow>(LATEST).map(toSession),
  endings: async (after) => db.rows<EndingRow>(ENDINGS, after).map((row) => ({ ...row, unproven: row.unproven === 1 })),
});
