import type { SessionRecord } from "../../contracts/fleet-history.ts";
import type { DaySpending, FailureGroup } from "../../contracts/night-history.ts";
import type { Cause } from "../../contracts/run-result.ts";
import type { SpendingTime } from "../../contracts/spending.ts";
import { isCutShort, isFailure, isFruitful, kindsThat } from "../../text/outcome.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";
import type { Database } from "./database.ts";
import { type SessionRow, toSession } from "./rows.ts";
import { spanOf } from "./sums.ts";

const FAILED = kindsThat(isFailure);
const CUT_SHORT = kindsThat(isCutShort);
const FRUITFUL = kindsThat(isFruitful);

/** Ids grow with time: the greatest is the latest. */
const FAILURES = `SELECT grouped.*, newest.outcome ->> 'reason' AS reason FROM (
    SELECT agent, outcome ->> 'kind' AS kind, outcome ->> 'cause' AS cause, count(*) AS sessions,
      min(ended) AS first, max(ended) AS last, max(id) AS session FROM session
    WHERE ended > ?1 AND ended <= ?2 AND outcome ->> 'kind' IN (SELECT value FROM json_each(?3)) GROUP BY 1, 2, 3
  ) grouped JOIN session newest ON newest.id = grouped.session ORDER BY sessions DESC, agent, kind`;

const PROVED = `SELECT * FROM session WHERE ended > ? AND ended <= ? AND proof IS NOT NULL AND publication ->> 'kind' <> 'pending'
    AND outcome ->> 'kind' IN (SELECT value FROM json_each(?))
  ORDER BY item ->> 'source' = '${DUTY_SOURCE}', ended DESC LIMIT ?`;

const BY_DAY = `SELECT day, sum(coalesce(spent, micros)) AS micros FROM reservation WHERE day >= ? GROUP BY day ORDER BY day`;

type FailureRow = Omit<FailureGroup, "cause"> & { readonly cause: Cause | null };

export const failuresIn = (db: Database, span: SpendingTime): readonly FailureGroup[] =>
  [FAILED, CUT_SHORT]
    .flatMap((kinds) => db.rows<FailureRow>(FAILURES, ...spanOf(span), kinds))
    .map(({ cause, ...group }) => ({ ...group, ...(cause !== null && { cause }) }));

export const provedIn = (db: Database, span: SpendingTime, limit: number): readonly SessionRecord[] =>
  db.rows<SessionRow>(PROVED, ...spanOf(span), FRUITFUL, limit).map(toSession);

export const spendingByDay = (db: Database, from: string): readonly DaySpending[] => db.rows<DaySpending>(BY_DAY, from);
