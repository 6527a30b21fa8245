/** One more than the newest migration: what this program writes. A ledger with a higher one is of a later midwatch. */
export const SCHEMA = 1;

/** From an empty file. Money is integer micro-dollars, time is epoch milliseconds, structures are JSON. */
export const CREATE = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES ('schema', ${SCHEMA}), ('epoch', 1), ('fence', 0);

CREATE TABLE due (
  id TEXT PRIMARY KEY, rule TEXT NOT NULL, agent TEXT NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL,
  n INTEGER NOT NULL DEFAULT 1, duty INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'ran', 'coalesced', 'skipped', 'missed')),
  reason TEXT NOT NULL, session TEXT
) STRICT;
CREATE INDEX due_by_session ON due (session);

CREATE TABLE session (
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, workspace TEXT NOT NULL, fence INTEGER NOT NULL, process TEXT NOT NULL,
  phase TEXT NOT NULL, base TEXT, started INTEGER NOT NULL, ended INTEGER, item TEXT, outcome TEXT, publication TEXT, usage TEXT
) STRICT;
CREATE UNIQUE INDEX one_open_session ON session (agent) WHERE outcome IS NULL;
CREATE INDEX session_by_start ON session (started);

CREATE TABLE candidate (
  session TEXT NOT NULL REFERENCES session, n INTEGER NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, title TEXT NOT NULL,
  rev TEXT NOT NULL, tier TEXT NOT NULL, taken INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (session, n)
) STRICT;

CREATE TABLE claim (
  workspace TEXT NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, rev TEXT NOT NULL, holder TEXT NOT NULL,
  session TEXT, state TEXT NOT NULL CHECK (state IN ('free', 'held', 'done', 'quarantined')), reason TEXT NOT NULL,
  attempts INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (workspace, source, item)
) STRICT;

CREATE TABLE effect (
  id TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES session, workspace TEXT NOT NULL, kind TEXT NOT NULL,
  payload TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'confirmed', 'held')), sent TEXT
) STRICT;
CREATE INDEX effect_unconfirmed ON effect (workspace) WHERE state IN ('intent', 'sent');

CREATE TABLE obligation (key TEXT PRIMARY KEY, owner TEXT NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL, settled INTEGER) STRICT;
`;
