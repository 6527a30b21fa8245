import type { AgentSpending, EndingCount, SpendingTime } from "../../contracts/spending.ts";
import type { Database } from "./database.ts";

const SPENDING = `SELECT session.agent, count(*) AS sessions, coalesce(sum(coalesce(spent, micros)), 0) AS micros,
    count(*) FILTER (WHERE spent IS NULL AND micros > 0) AS guesses
  FROM session LEFT JOIN reservation ON reservation.session = session.id
  WHERE ended > ? AND ended <= ? GROUP BY session.agent ORDER BY session.agent`;

const ENDINGS = `SELECT outcome ->> 'kind' AS kind, outcome ->> 'unproven' IS NOT NULL AS unproven, count(*) AS sessions
  FROM session WHERE ended > ? AND ended <= ? AND outcome IS NOT NULL GROUP BY 1, 2`;

/** Both ends of a span, as SQL wants them. */
export const spanOf = ({ after, upTo = Number.MAX_SAFE_INTEGER }: SpendingTime): [number, number] => [after, upTo];

export const spendingIn = (db: Database, span: SpendingTime): readonly AgentSpending[] =>
  db.rows<AgentSpending>(SPENDING, ...spanOf(span));

export const endingsIn = (db: Database, span: SpendingTime): readonly EndingCount[] =>
  db
    .rows<Omit<EndingCount, "unproven"> & { readonly unproven: number }>(ENDINGS, ...spanOf(span))
    .map((row) => ({ ...row, unproven: row.unproven === 1 }));

export const reservedNow = (db: Database): number =>
  db.row<{ micros: number }>("SELECT coalesce(sum(micros), 0) AS micros FROM reservation WHERE state = 'open'")
    ?.micros ?? 0;
