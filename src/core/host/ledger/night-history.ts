import type {
  DaySpending,
  EndingSlice,
  ListedFor,
  ListedSessions,
  NightHistory,
  UnusedDues,
} from "../../contracts/night-history.ts";
import type { Reservation, SpendingTime } from "../../contracts/spending.ts";
import { isFruitful, kindsThat } from "../../text/outcome.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";
import type { Database } from "./database.ts";
import { failuresIn, fruitlessIn } from "./ending-groups.ts";
import { type SessionRow, toSession } from "./rows.ts";
import { spanOf } from "./sums.ts";

const FRUITFUL = kindsThat(isFruitful);

const PROVED = `SELECT * FROM session WHERE ended > ? AND ended <= ? AND proof IS NOT NULL AND publication ->> 'kind' <> 'pending'
    AND outcome ->> 'kind' IN (SELECT value FROM json_each(?))
  ORDER BY item ->> 'source' = '${DUTY_SOURCE}', ended DESC LIMIT ?`;

const BY_DAY = `SELECT day, sum(coalesce(spent, micros)) AS micros FROM reservation WHERE day >= ? GROUP BY day ORDER BY day`;

/** Other columns are those of the latest due. */
const UNUSED = `SELECT agent, rule, state, sum(n) AS dues, count(DISTINCT reason) AS reasons, reason, max("from") AS last FROM due
  WHERE state IN ('skipped', 'missed') AND "from" <= ?2 AND "to" > ?1 GROUP BY agent, rule, state ORDER BY last DESC, agent`;

const SLICES = `SELECT agent, CAST((ended - ?1 - 1) / ?3 AS INTEGER) AS slice, outcome ->> 'kind' AS kind, outcome ->> 'unproven' IS NOT NULL AS unproven,
    count(*) AS sessions FROM session WHERE ended > ?1 AND ended <= ?2 AND outcome IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`;

const ASSUMED = "SELECT text FROM assumption WHERE session = ? ORDER BY n";

const LISTED: Readonly<Record<ListedFor, string>> = {
  all: "true",
  fruitful: `outcome ->> 'kind' IN (SELECT value FROM json_each('${FRUITFUL}')) AND outcome ->> 'unproven' IS NULL`,
  "off-branch": "publication ->> 'kind' IN ('pending', 'rescued', 'withdrawn')",
  assumed: "EXISTS (SELECT 1 FROM assumption WHERE assumption.session = session.id)",
  learned: "EXISTS (SELECT 1 FROM effect WHERE effect.session = session.id AND effect.kind = 'lessons')",
};

export const nightIn = (db: Database): NightHistory => ({
  failures: async (span) => failuresIn(db, span),
  fruitless: async (span) => fruitlessIn(db, span),
  proved: async (span, limit) => db.rows<SessionRow>(PROVED, ...spanOf(span), FRUITFUL, limit).map(toSession),
  listed: async (span, listedFor, limit) => listedIn(db, span, { listedFor, limit }),
  slices: async (span, width) =>
    db
      .rows<SliceRow>(SLICES, ...spanOf(span), width)
      .map((row): EndingSlice => ({ ...row, unproven: row.unproven === 1 })),
  unusedDues: async (span) => db.rows<UnusedDues>(UNUSED, ...spanOf(span)),
  spendingByDay: async (from) => db.rows<DaySpending>(BY_DAY, from),
  assumedBy: async (session) => db.rows<{ text: string }>(ASSUMED, session).map(({ text }) => text),
  chargeOf: async (session) => db.row<Reservation>("SELECT * FROM reservation WHERE session = ?", session),
});

type SliceRow = Omit<EndingSlice, "unproven"> & { readonly unproven: number };

interface ListRequest {
  readonly listedFor: ListedFor;
  readonly limit: number;
}

function listedIn(db: Database, span: SpendingTime, { listedFor, limit }: ListRequest): ListedSessions {
  const from = `FROM session WHERE ended > ? AND ended <= ? AND ${LISTED[listedFor]}`;
  const newest = `SELECT * ${from} ORDER BY ended DESC, id DESC LIMIT ?`;
  return {
    all: db.row<{ n: number }>(`SELECT count(*) AS n ${from}`, ...spanOf(span))?.n ?? 0,
    sessions: db.rows<SessionRow>(newest, ...spanOf(span), limit).map(toSession),
  };
}
