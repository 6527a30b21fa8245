import { createHash } from "node:crypto";
import type { Revision, RevisionEnding, RevisionHistory, RevisionSpan } from "../../contracts/revisions.ts";
import type { Database } from "./database.ts";

/** Long enough to be no other's. */
const ID_CHARS = 12;

/** Writes down the files that a session begins with, once for each state of them; answers with its id. */
export function keepRevision(db: Database, marks: ReadonlyMap<string, string>, at: number): string {
  const files = JSON.stringify(Object.fromEntries([...marks].toSorted(([a], [b]) => (a < b ? -1 : 1))));
  const id = createHash("sha256").update(files).digest("hex").slice(0, ID_CHARS);
  db.insert("revision", { id, at, files }, "INSERT OR IGNORE");
  return id;
}

/** Sessions in the order of their ids, which grow with time; a span ends where the next one began with other files. */
const SPANS = `WITH begun AS (SELECT session.*, coalesce(spent, micros, 0) AS charge, spent IS NULL AND micros > 0 AND ended IS NOT NULL AS guess,
      revision IS NOT lag(revision) OVER (ORDER BY session.id) OR lag(session.id) OVER (ORDER BY session.id) IS NULL AS isNew
    FROM session LEFT JOIN reservation ON reservation.session = session.id),
  span AS (SELECT *, sum(isNew) OVER (ORDER BY id) AS n FROM begun)
  SELECT n, revision, outcome ->> 'kind' AS kind, outcome ->> 'unproven' IS NOT NULL AS unproven, count(*) AS sessions,
    sum(charge) AS micros, sum(guess) AS guesses, min(started) AS first, max(started) AS last
  FROM span GROUP BY n, revision, 3, 4 ORDER BY n DESC`;

interface SpanRow extends Omit<RevisionEnding, "kind" | "unproven"> {
  readonly n: number;
  readonly revision: string | null;
  /** Null of open sessions. */
  readonly kind: RevisionEnding["kind"] | null;
  readonly unproven: number;
  readonly first: number;
  readonly last: number;
}

export const revisionsIn = (db: Database): RevisionHistory => ({
  async spans() {
    const files = db.rows<{ id: string; files: string }>("SELECT id, files FROM revision");
    const known = new Map(files.map(({ id, files: json }) => [id, JSON.parse(json) as Revision["files"]]));
    return [...Map.groupBy(db.rows<SpanRow>(SPANS), ({ n }) => n).values()].map((rows) => spanOfRows(rows, known));
  },
});

function spanOfRows(rows: readonly SpanRow[], known: ReadonlyMap<string, Revision["files"]>): RevisionSpan {
  const id = rows[0]?.revision ?? undefined;
  return {
    ...(id !== undefined && { revision: { id, files: known.get(id) ?? {} } }),
    first: Math.min(...rows.map(({ first }) => first)),
    last: Math.max(...rows.map(({ last }) => last)),
    endings: rows.flatMap(({ kind, unproven, sessions, micros, guesses }) =>
      kind === null ? [] : [{ kind, unproven: unproven === 1, sessions, micros, guesses }],
    ),
  };
}
