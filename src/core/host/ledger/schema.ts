import { SCHEMA_6 } from "./changes-schema.ts";

/** Schema that this program writes. A ledger with a higher one is of a later midwatch. */
export const SCHEMA = 6;

/** Source of the work that a session was kept from publishing. */
export const OWN_WORK = "its own work";

/** The end of a session's id, by which people name it. */
const SHORT_ID = "short TEXT GENERATED ALWAYS AS (substr(id, -8)) VIRTUAL";

/** Notices of a cap, with the figures they were given for: each is taken back when these no longer hold. */
const CAP_NOTICE = `
CREATE TABLE cap_notice (
  key TEXT PRIMARY KEY, scope TEXT NOT NULL, agent TEXT NOT NULL, day TEXT NOT NULL, cap INTEGER NOT NULL, asked INTEGER NOT NULL
) STRICT;
`;

const INDEXES = `
CREATE INDEX session_by_short_id ON session (short);
CREATE INDEX session_ended ON session (ended);
CREATE INDEX session_blocked ON session (agent, started) WHERE outcome ->> 'kind' = 'blocked';
CREATE INDEX claim_quarantined ON claim (workspace) WHERE state = 'quarantined';
CREATE INDEX due_of_agent ON due (agent, "from");
CREATE INDEX effect_of_session ON effect (session);
CREATE INDEX session_pending ON session (workspace) WHERE publication ->> 'kind' = 'pending';
`;

/** Every ref that keeps unpublished work, and the state of that work. */
const RESCUE = `
CREATE TABLE rescue (
  workspace TEXT NOT NULL, ref TEXT NOT NULL, session TEXT NOT NULL REFERENCES session, n INTEGER NOT NULL, source TEXT, item TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('work', 'tip')), "commit" TEXT, "from" TEXT NOT NULL, commits INTEGER, files INTEGER, bytes INTEGER,
  at INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'dropped', 'superseded', 'merged')),
  reason TEXT NOT NULL, "by" TEXT, ended INTEGER, off_remote INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, ref)
) STRICT;
CREATE INDEX rescue_of_session ON rescue (session);
CREATE INDEX rescue_waiting ON rescue (workspace) WHERE state = 'waiting';
`;

/** Work that an earlier midwatch has kept, as its effects tell it; an item that is done by now has superseded it. */
const RESCUES_SO_FAR = `
INSERT OR IGNORE INTO rescue (workspace, ref, session, n, source, item, kind, "commit", "from", at, state, reason)
  SELECT e.workspace, e.payload ->> 'ref', s.id, row_number() OVER (PARTITION BY s.id ORDER BY e.id), e.payload ->> '$.item.source',
    e.payload ->> '$.item.id', 'work', e.payload ->> 'commit', '${OWN_WORK}', coalesce(s.ended, s.started), 'waiting',
    coalesce(s.publication ->> 'reason', '')
  FROM effect e JOIN session s ON s.id = e.session WHERE e.kind = 'rescue' AND json_valid(e.payload);
UPDATE rescue SET state = 'superseded', ended = at, reason = 'a later session has done and published the item'
  WHERE EXISTS (SELECT 1 FROM session later WHERE later.id > rescue.session AND later.workspace = rescue.workspace
    AND later.item ->> 'source' = rescue.source AND later.item ->> 'id' = rescue.item
    AND later.publication ->> 'kind' = 'published' AND later.outcome ->> 'kind' = 'done');
UPDATE obligation SET settled = 1 WHERE settled IS NULL AND key IN (SELECT 'conflict:' || session FROM rescue WHERE state = 'superseded');
`;

/** Rows of items are looked up to find since when they are not ready. */
const CANDIDATE_INDEX = `
CREATE INDEX candidate_of_item ON candidate (source, item, session);
`;

/** An item that the agents' latest looks passed over as not ready is so since the first look after it last was. */
const SINCE_SO_FAR = `
UPDATE candidate SET since = (SELECT min(s.started) FROM candidate c JOIN session s ON s.id = c.session
    WHERE c.source = candidate.source AND c.item = candidate.item AND (c.reason LIKE 'waiting%' OR c.reason LIKE 'blocked%')
      AND c.session > coalesce((SELECT max(r.session) FROM candidate r WHERE r.source = candidate.source AND r.item = candidate.item
        AND r.reason NOT LIKE 'waiting%' AND r.reason NOT LIKE 'blocked%'), ''))
  WHERE (reason LIKE 'waiting%' OR reason LIKE 'blocked%')
    AND session IN (SELECT max(c.session) FROM candidate c JOIN session s ON s.id = c.session GROUP BY s.agent);
`;

/** Statements that bring a ledger to the next schema, by the schema it has. */
export const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [
    3,
    `
ALTER TABLE session ADD COLUMN kept TEXT;
ALTER TABLE session ADD COLUMN unkept TEXT;
ALTER TABLE session ADD COLUMN proof TEXT;
ALTER TABLE session ADD COLUMN considered INTEGER;
ALTER TABLE session ADD COLUMN ${SHORT_ID};
ALTER TABLE effect ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effect ADD COLUMN next INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effect ADD COLUMN reason TEXT NOT NULL DEFAULT '';
${RESCUE}${CAP_NOTICE}${INDEXES}${RESCUES_SO_FAR}`,
  ],
  [4, `ALTER TABLE candidate ADD COLUMN since INTEGER;${CANDIDATE_INDEX}${SINCE_SO_FAR}`],
  [5, `ALTER TABLE session ADD COLUMN revision TEXT;${SCHEMA_6}`],
]);

/** From an empty file. Money is integer micro-dollars, time is epoch milliseconds, structures are JSON. */
export const CREATE = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES ('schema', ${SCHEMA}), ('epoch', 1), ('fence', 0);

CREATE TABLE cursor (agent TEXT NOT NULL, rule TEXT NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (agent, rule)) STRICT;

CREATE TABLE due (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, agent TEXT NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, until INTEGER,
  n INTEGER NOT NULL DEFAULT 1, duty INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'ran', 'coalesced', 'skipped', 'missed')),
  reason TEXT NOT NULL, session TEXT
) STRICT;
CREATE UNIQUE INDEX one_due_a_moment ON due (agent, rule, "from") WHERE until IS NOT NULL;
CREATE INDEX due_pending ON due (agent) WHERE state = 'pending';
CREATE INDEX due_by_session ON due (session);

CREATE TABLE stop (scope TEXT PRIMARY KEY, owner TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT;

CREATE TABLE reservation (
  session TEXT PRIMARY KEY REFERENCES session, agent TEXT NOT NULL, day TEXT NOT NULL, micros INTEGER NOT NULL CHECK (micros >= 0),
  spent INTEGER CHECK (spent >= 0), state TEXT NOT NULL CHECK (state IN ('open', 'charged', 'settled'))
) STRICT;
CREATE INDEX reservation_by_day ON reservation (day);

CREATE TABLE raised_cap (scope TEXT NOT NULL, agent TEXT NOT NULL, day TEXT NOT NULL, micros INTEGER NOT NULL, PRIMARY KEY (scope, agent, day)) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, workspace TEXT NOT NULL, backend TEXT NOT NULL, fence INTEGER NOT NULL, process TEXT NOT NULL,
  phase TEXT NOT NULL, base TEXT, started INTEGER NOT NULL, ended INTEGER, item TEXT, outcome TEXT, publication TEXT, usage TEXT,
  kept TEXT, unkept TEXT, proof TEXT, considered INTEGER, ${SHORT_ID}, revision TEXT
) STRICT;
CREATE UNIQUE INDEX one_open_session ON session (agent) WHERE outcome IS NULL;
CREATE INDEX session_by_start ON session (started);
CREATE INDEX session_of_agent ON session (agent, started);
CREATE INDEX session_by_end ON session (agent, ended);
CREATE INDEX session_on_backend ON session (backend, started);

CREATE TABLE candidate (
  session TEXT NOT NULL REFERENCES session, n INTEGER NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, title TEXT NOT NULL,
  rev TEXT NOT NULL, tier TEXT NOT NULL, taken INTEGER NOT NULL, reason TEXT NOT NULL, since INTEGER,
  PRIMARY KEY (session, n)
) STRICT;

CREATE TABLE claim (
  workspace TEXT NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, rev TEXT NOT NULL, holder TEXT NOT NULL,
  session TEXT, state TEXT NOT NULL CHECK (state IN ('free', 'held', 'done', 'quarantined')), reason TEXT NOT NULL,
  attempts INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (workspace, source, item)
) STRICT;

CREATE TABLE effect (
  id TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES session, workspace TEXT NOT NULL, kind TEXT NOT NULL,
  payload TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'confirmed', 'held')), sent TEXT,
  attempts INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX effect_unconfirmed ON effect (workspace) WHERE state IN ('intent', 'sent');

CREATE TABLE lesson_use (
  session TEXT NOT NULL REFERENCES session, lesson TEXT NOT NULL, rev TEXT NOT NULL, PRIMARY KEY (session, lesson)
) STRICT;

CREATE TABLE held_lesson (workspace TEXT NOT NULL, path TEXT NOT NULL, rev TEXT NOT NULL, session TEXT NOT NULL, PRIMARY KEY (workspace, path, rev)) STRICT;

CREATE TABLE retracted_lesson (workspace TEXT NOT NULL, lesson TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (workspace, lesson)) STRICT;
CREATE TABLE measured_lesson (lesson TEXT PRIMARY KEY, sessions REAL NOT NULL, good REAL NOT NULL) STRICT;
CREATE TABLE tainted (
  workspace TEXT NOT NULL, blob TEXT NOT NULL, session TEXT NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (workspace, blob)
) STRICT;
CREATE INDEX tainted_by_session ON tainted (session);
CREATE TABLE delivery (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, key TEXT NOT NULL, letter TEXT NOT NULL, session TEXT, fallback TEXT, until INTEGER,
  state TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'confirmed', 'held', 'dropped')), arrived INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, since INTEGER NOT NULL, next INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX delivery_once ON delivery (channel, key);
CREATE INDEX delivery_open ON delivery (next) WHERE state IN ('intent', 'sent', 'held');

CREATE TABLE wait (
  workspace TEXT NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, condition TEXT NOT NULL, since INTEGER NOT NULL,
  checked INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'met', 'never')), reason TEXT NOT NULL,
  PRIMARY KEY (workspace, source, item, condition)
) STRICT;

CREATE TABLE obligation (key TEXT PRIMARY KEY, owner TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, settled INTEGER) STRICT;

CREATE TABLE incident (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, "check" TEXT NOT NULL, subject TEXT NOT NULL, first TEXT NOT NULL, report TEXT NOT NULL,
  opened INTEGER NOT NULL, seen INTEGER NOT NULL, resolved INTEGER, "by" TEXT, until INTEGER, told TEXT
) STRICT;
CREATE UNIQUE INDEX one_open_incident ON incident (key) WHERE resolved IS NULL;
CREATE INDEX incident_by_end ON incident (resolved);

CREATE TABLE health_run (
  "check" TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, reports TEXT NOT NULL, PRIMARY KEY ("check", subject)
) STRICT;

CREATE TABLE assumption (session TEXT NOT NULL REFERENCES session, n INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (session, n)) STRICT;
${RESCUE}${CAP_NOTICE}${INDEXES}${CANDIDATE_INDEX}${SCHEMA_6}`;
