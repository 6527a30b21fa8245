import type { StoppedItem } from "../../contracts/item-history.ts";
import { FLEET } from "./claim-table.ts";
import type { Database } from "./database.ts";

/** The last session on each item, the one that is open included. Ids grow with time. */
const LAST = `SELECT max(id) AS id FROM session WHERE item IS NOT NULL GROUP BY workspace, item ->> 'source', item ->> 'id'`;

const ENDED_BY = `SELECT s.workspace, item ->> 'source' AS source, item ->> 'id' AS id, item ->> 'title' AS title, agent, s.id AS session,
    outcome ->> 'reason' AS reason, EXISTS (SELECT 1 FROM claim WHERE claim.workspace IN (s.workspace, '${FLEET}') AND state = 'quarantined'
      AND claim.source = s.item ->> 'source' AND claim.item = s.item ->> 'id') AS isQuarantined
  FROM (${LAST}) last JOIN session s ON s.id = last.id WHERE outcome ->> 'cause' = ? ORDER BY s.id`;

const CAUSES = `SELECT outcome ->> 'cause' AS cause, count(*) AS items FROM (${LAST}) last JOIN session s ON s.id = last.id
  WHERE outcome ->> 'cause' IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`;

type StoppedRow = Omit<StoppedItem, "isQuarantined"> & { readonly isQuarantined: number };

export const stoppedItems = (db: Database, cause: string): readonly StoppedItem[] =>
  db.rows<StoppedRow>(ENDED_BY, cause).map((row) => ({ ...row, isQuarantined: row.isQuarantined === 1 }));

export const itemCauses = (db: Database): readonly { readonly cause: string; readonly items: number }[] =>
  db.rows(CAUSES);
