import type { Claim } from "../../contracts/claims.ts";
import type {
  ItemChange,
  ItemFacts,
  ItemHistory,
  ItemSession,
  KnownItem,
  PassedOver,
  SettledNeed,
} from "../../contracts/item-history.ts";
import type { Wait } from "../../contracts/waits.ts";
import { FLEET } from "./claim-table.ts";
import type { Database } from "./database.ts";
import { rescuesIn } from "./rescues.ts";
import { type SessionRow, toSession } from "./rows.ts";
import { itemCauses, stoppedItems } from "./stopped-items.ts";

/** Everything the ledger has heard of; where a title is known, it is the latest one. */
const KNOWN = `SELECT workspace, source, id, title, max(at) AS at FROM (
    SELECT workspace, item ->> 'source' AS source, item ->> 'id' AS id, item ->> 'title' AS title, started AS at FROM session WHERE item IS NOT NULL
    UNION ALL SELECT workspace, source, candidate.item, title, started FROM candidate JOIN session ON session.id = candidate.session
    UNION ALL SELECT workspace, source, item, item, 0 FROM claim
    UNION ALL SELECT workspace, source, item, item, 0 FROM wait
  ) WHERE`;
const LATEST_FIRST = "GROUP BY workspace, source, id ORDER BY at DESC, id LIMIT ?";

const SESSIONS = `SELECT s.*, coalesce(r.spent, r.micros, 0) AS charged, r.state = 'charged' AND r.micros > 0 AS isGuess
  FROM session s LEFT JOIN reservation r ON r.session = s.id
  WHERE s.item ->> 'id' = ?1 AND s.item ->> 'source' = ?2 AND (s.workspace = ?3 OR ?3 = '${FLEET}') ORDER BY s.started, s.id`;

const PASSED_OVER = `SELECT agent, reason, count(*) AS sessions, min(started) AS first, max(started) AS last, max(session.id) AS session
  FROM candidate JOIN session ON session.id = candidate.session
  WHERE candidate.item = ?1 AND source = ?2 AND taken = 0 AND (workspace = ?3 OR ?3 = '${FLEET}') GROUP BY agent, reason ORDER BY first`;

const CHANGES = `SELECT at, what, state, "by", session, reason FROM item_change
  WHERE item = ?1 AND source = ?2 AND workspace IN (?3, '${FLEET}') ORDER BY id`;

/** Needs whose key names the item, or a session on it. */
const SETTLED = `SELECT key, action, raised, at, "by" FROM settled WHERE key = 'quarantine:' || ?2 || ':' || ?1
  OR EXISTS (SELECT 1 FROM json_each(?3) WHERE instr(key, value) > 0) ORDER BY id`;

type ItemSessionRow = SessionRow & { readonly charged: number; readonly isGuess: number | null };

export const itemsIn = (db: Database): ItemHistory => ({
  called: async (id) => ofWorkspaces(db.rows<KnownItem>(`${KNOWN} id = ? ${LATEST_FIRST}`, id, -1)),
  like: async (text, limit) =>
    ofWorkspaces(
      db.rows<KnownItem>(
        `${KNOWN} instr(lower(id || char(10) || title), ?) > 0 ${LATEST_FIRST}`,
        text.toLowerCase(),
        limit,
      ),
    ),
  facts: async (item) => factsOf(db, item),
  stoppedBy: async (cause) => stoppedItems(db, cause),
  causes: async () => itemCauses(db),
});

/** A claim that all workspaces share is the same item's as in each of them. */
const ofWorkspaces = (items: readonly KnownItem[]): readonly KnownItem[] =>
  items
    .filter(
      ({ workspace, source, id }) =>
        workspace !== FLEET || !items.some((one) => one.workspace !== FLEET && one.source === source && one.id === id),
    )
    .map(({ workspace, source, id, title }) => ({ workspace, source, id, title }));

function factsOf(db: Database, item: KnownItem): ItemFacts {
  const { workspace, source, id } = item;
  const named = [id, source, workspace] as const;
  const sessions = db.rows<ItemSessionRow>(SESSIONS, ...named).map(toItemSession);
  const ids = sessions.map((session) => session.id);
  const [claim] = db.rows<Claim>(`SELECT * FROM claim ${OF_ITEM}`, ...named);
  return {
    item,
    ...(claim && { claim }),
    waits: db.rows<Wait>(`SELECT * FROM wait ${OF_ITEM} ORDER BY since`, ...named),
    sessions,
    passedOver: db.rows<PassedOver>(PASSED_OVER, ...named),
    changes: db.rows<ItemChange>(CHANGES, ...named),
    settled: db.rows<SettledNeed>(SETTLED, id, source, JSON.stringify(ids)),
    rescues: ids.flatMap((session) => rescuesIn(db, { session })),
  };
}

const OF_ITEM = `WHERE item = ? AND source = ? AND workspace IN (?, '${FLEET}')`;

const toItemSession = ({ charged, isGuess, ...row }: ItemSessionRow): ItemSession => ({
  ...toSession(row),
  charged,
  isGuess: isGuess === 1,
});
