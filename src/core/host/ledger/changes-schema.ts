/** Epoch milliseconds of the machine's clock: what is noted by a trigger has no other. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

const note = (what: string, values: string) =>
  `INSERT INTO item_change (workspace, source, item, at, what, state, "by", session, reason) VALUES (NEW.workspace, NEW.source, NEW.item, ${NOW}, '${what}', ${values});`;

/**
 * Every change of a claim and of a wait, and everything that was settled, whichever command made it: these tables know
 * only how it is now.
 */
const CHANGES = `
CREATE TABLE item_change (
  id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, source TEXT NOT NULL, item TEXT NOT NULL, at INTEGER NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('claim', 'wait')), state TEXT NOT NULL, "by" TEXT NOT NULL, session TEXT, reason TEXT NOT NULL
) STRICT;
CREATE INDEX item_change_of_item ON item_change (item, source);
CREATE TABLE settled (id INTEGER PRIMARY KEY, key TEXT NOT NULL, action TEXT NOT NULL, raised INTEGER NOT NULL, at INTEGER NOT NULL, "by" TEXT NOT NULL) STRICT;
CREATE INDEX settled_by_key ON settled (key);
CREATE INDEX session_on_item ON session (item ->> 'id');

CREATE TRIGGER claim_made AFTER INSERT ON claim BEGIN
  ${note("claim", "NEW.state, NEW.holder, NEW.session, NEW.reason")}
END;
CREATE TRIGGER claim_changed AFTER UPDATE OF state, reason ON claim WHEN OLD.state <> NEW.state OR OLD.reason <> NEW.reason BEGIN
  ${note("claim", "NEW.state, NEW.holder, coalesce(NEW.session, OLD.session), NEW.reason")}
END;
CREATE TRIGGER wait_made AFTER INSERT ON wait BEGIN
  ${note("wait", "NEW.state, '', NULL, NEW.condition")}
END;
CREATE TRIGGER wait_changed AFTER UPDATE OF state ON wait WHEN OLD.state <> NEW.state BEGIN
  ${note("wait", "NEW.state, '', NULL, NEW.condition || ': ' || NEW.reason")}
END;
CREATE TRIGGER obligation_settled AFTER UPDATE OF settled ON obligation WHEN OLD.settled IS NULL AND NEW.settled IS NOT NULL BEGIN
  INSERT INTO settled (key, action, raised, at, "by") VALUES (NEW.key, NEW.action, NEW.at, ${NOW}, 'midwatch');
END;
`;

/** Each state of the fleet's files that a session began with. */
const REVISION = `
CREATE TABLE revision (id TEXT PRIMARY KEY, at INTEGER NOT NULL, files TEXT NOT NULL) STRICT;
CREATE INDEX session_of_revision ON session (revision) WHERE revision IS NOT NULL;
`;

/** All that the sixth schema has beside the column of a session's revision. */
export const SCHEMA_6 = `${CHANGES}${REVISION}`;
