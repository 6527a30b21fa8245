import type { EndingGroup } from "../../contracts/night-history.ts";
import type { Cause } from "../../contracts/run-result.ts";
import type { SpendingTime } from "../../contracts/spending.ts";
import { isCutShort, isFailure, isFruitful, kindsThat, needsProof } from "../../text/outcome.ts";
import type { Database } from "./database.ts";
import { spanOf } from "./sums.ts";

const FAILED = kindsThat(isFailure);
const CUT_SHORT = kindsThat(isCutShort);
const OTHERS = kindsThat((outcome) => !isFailure(outcome) && !isCutShort(outcome) && !isFruitful(outcome));
const UNPROVEN = kindsThat(needsProof);

/** Ids grow with time: the greatest is the latest. */
const GROUPS = `SELECT grouped.*, newest.outcome ->> 'reason' AS reason, newest.item ->> 'title' AS title FROM (
    SELECT agent, outcome ->> 'kind' AS kind, outcome ->> 'unproven' IS NOT NULL AS unproven, outcome ->> 'cause' AS cause,
      count(*) AS sessions, min(ended) AS first, max(ended) AS last, max(id) AS session,
      count(DISTINCT (item ->> 'source') || ' ' || (item ->> 'id')) AS items, count(DISTINCT outcome ->> 'reason') AS reasons
    FROM session WHERE ended > ?1 AND ended <= ?2 AND (outcome ->> 'kind' IN (SELECT value FROM json_each(?3))
      OR outcome ->> 'unproven' IS NOT NULL AND outcome ->> 'kind' IN (SELECT value FROM json_each(?4)))
    GROUP BY 1, 2, 3, 4
  ) grouped JOIN session newest ON newest.id = grouped.session ORDER BY sessions DESC, agent, kind, unproven, cause`;

interface GroupRow extends Omit<EndingGroup, "cause" | "title" | "unproven"> {
  readonly cause: Cause | null;
  readonly title: string | null;
  readonly unproven: number;
}

export const failuresIn = (db: Database, span: SpendingTime): readonly EndingGroup[] =>
  [FAILED, CUT_SHORT].flatMap((kinds) => groupsIn(db, span, [kinds, "[]"]));

export const fruitlessIn = (db: Database, span: SpendingTime): readonly EndingGroup[] =>
  groupsIn(db, span, [OTHERS, UNPROVEN]);

const groupsIn = (db: Database, span: SpendingTime, kinds: readonly [of: string, unproven: string]) =>
  db.rows<GroupRow>(GROUPS, ...spanOf(span), ...kinds).map(({ cause, title, unproven, ...group }): EndingGroup => {
    const known = { ...(cause !== null && { cause }), ...(title !== null && { title }) };
    return { ...group, ...known, ...(unproven === 1 && { unproven: true as const }) };
  });
