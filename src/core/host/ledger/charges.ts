import type { AgentDayCharge, ChargedBy, ChargeGroup, ChargeHistory } from "../../contracts/charges.ts";
import type { Database } from "./database.ts";

const SUMS = `count(*) AS sessions, sum(charge) AS micros, coalesce(sum(charge) FILTER (WHERE state = 'open'), 0) AS reserved,
  count(*) FILTER (WHERE state = 'charged' AND micros > 0) AS guesses`;

const CHARGED = `SELECT r.session, r.agent, r.day, r.state, r.micros, coalesce(r.spent, r.micros) AS charge, s.item, s.usage
  FROM reservation r JOIN session s ON s.id = r.session WHERE r.day >= ?`;

/** A session's charge, divided by what each model has cost; by tokens, where that is not known. */
const BY_MODEL = `WITH charged AS (${CHARGED}),
  part AS (SELECT charged.*, m.key AS n, m.value ->> 'model' AS model,
    CASE WHEN usage ->> 'micros' > 0 THEN coalesce(m.value ->> 'micros', 0)
      ELSE (m.value ->> 'inputTokens') + (m.value ->> 'outputTokens') END AS weight
    FROM charged LEFT JOIN json_each(usage, '$.models') m),
  grown AS (SELECT *, sum(weight) OVER (PARTITION BY session ORDER BY n) AS upto, sum(weight) OVER (PARTITION BY session) AS whole FROM part),
  share AS (SELECT session, state, micros,
    CASE WHEN whole > 0 THEN CAST(round(1.0 * charge * upto / whole) - round(1.0 * charge * (upto - weight) / whole) AS INTEGER)
      WHEN coalesce(n, 0) = 0 THEN charge ELSE 0 END AS charge,
    CASE WHEN model IS NULL AND state <> 'open' AND charge = 0 AND coalesce(usage ->> 'inputTokens', 0) + coalesce(usage ->> 'outputTokens', 0) = 0
      THEN '' ELSE model END AS model FROM grown)
  SELECT model AS name, ${SUMS} FROM share GROUP BY 1 ORDER BY sum(charge) DESC, 1`;

const by = (name: string, order: string) =>
  `SELECT ${name} AS name, ${SUMS} FROM (${CHARGED}) GROUP BY 1 ORDER BY ${order}`;

const SUMMED: Readonly<Record<ChargedBy, string>> = {
  day: by("day", "1"),
  agent: by("agent", "sum(charge) DESC, 1"),
  source: by("coalesce(item ->> 'source', '')", "sum(charge) DESC, 1"),
  model: BY_MODEL,
};

const DAILY = `SELECT agent, day, sum(coalesce(spent, micros)) AS micros FROM reservation WHERE day >= ?
  GROUP BY agent, day ORDER BY day, agent`;

export const chargesIn = (db: Database): ChargeHistory => ({
  by: async (what, from) => db.rows<ChargeGroup>(SUMMED[what], from),
  daily: async (from) => db.rows<AgentDayCharge>(DAILY, from),
});
