import type { FleetEvidence } from "./evidence.ts";
import type { AuditRule } from "./finding.ts";

/** A rule that one question to the ledger decides: every row of the answer is something that must not be. */
interface LedgerRule {
  readonly name: string;
  readonly of: string;
  /** Answers with rows of one text each. */
  readonly broken: string;
}

/** The process of an open session is looked at elsewhere: a session that is at work is no fault. */
const CHECKED_RULES: readonly LedgerRule[] = [
  {
    name: "every session that has ended has an outcome and a publication",
    of: "session",
    broken: `SELECT 'session ' || id AS text FROM session WHERE (ended IS NULL) <> (outcome IS NULL) OR (outcome IS NULL) <> (publication IS NULL)`,
  },
  {
    name: "no claim is held by a session that has ended",
    of: "claim",
    broken: `SELECT claim.item || ' is held by session ' || claim.session AS text FROM claim LEFT JOIN session ON session.id = claim.session
      WHERE state = 'held' AND claim.session IS NOT NULL AND (session.id IS NULL OR session.outcome IS NOT NULL)`,
  },
  {
    name: "every due has one state",
    of: "due",
    broken: `SELECT 'due ' || id || ' of ' || agent || ' is ' || state AS text FROM due WHERE (state = 'ran') <> (session IS NOT NULL
      AND EXISTS (SELECT 1 FROM session WHERE session.id = due.session)) AND state IN ('ran', 'pending', 'missed')`,
  },
  {
    name: "no money is reserved for a session that has ended",
    of: "reservation",
    broken: `SELECT 'session ' || session AS text FROM reservation JOIN session ON session.id = reservation.session
      WHERE state = 'open' AND outcome IS NOT NULL`,
  },
  {
    name: "every session has one reservation",
    of: "session",
    broken: "SELECT 'session ' || id AS text FROM session WHERE id NOT IN (SELECT session FROM reservation)",
  },
  {
    name: "what a session cost is what it is charged",
    of: "reservation",
    broken: `SELECT 'session ' || id || ' cost ' || (usage ->> 'micros') || ' micro-dollars, and is charged ' || spent AS text
      FROM reservation JOIN session ON id = session WHERE state = 'settled' AND usage ->> 'micros' IS NOT NULL AND spent <> usage ->> 'micros'`,
  },
  {
    name: "what is pending is on its way, or owed",
    of: "session",
    broken: `SELECT 'session ' || id || ': ' || (publication ->> 'reason') AS text FROM session WHERE publication ->> 'kind' = 'pending'
      AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.session = session.id AND state IN ('intent', 'sent', 'held'))
      AND NOT EXISTS (SELECT 1 FROM obligation WHERE settled IS NULL AND instr(key, session.id) > 0)`,
  },
  {
    name: "what is published is confirmed",
    of: "effect",
    broken: `SELECT 'session ' || session.id AS text FROM effect JOIN session ON session.id = effect.session
      WHERE kind = 'publish' AND publication ->> 'kind' = 'published' AND state <> 'confirmed'`,
  },
  {
    name: "no person is asked to merge what is published",
    of: "obligation",
    broken: `SELECT key AS text FROM obligation JOIN session ON key = 'conflict:' || session.id
      WHERE settled IS NULL AND publication ->> 'kind' = 'published'`,
  },
  {
    name: "no letter is on its way twice",
    of: "delivery",
    broken: "SELECT channel || ': ' || key AS text FROM delivery GROUP BY channel, key HAVING count(*) > 1",
  },
  {
    name: "no two sessions have the same fence",
    of: "session",
    broken: "SELECT 'session ' || id AS text FROM session GROUP BY fence HAVING count(*) > 1",
  },
];

/** Rules of the ledger by itself. */
export const LEDGER_RULES: readonly AuditRule[] = CHECKED_RULES.map(({ name, of, broken }) => ({
  name,
  restsOn: "the ledger",
  check: async (evidence: FleetEvidence) => ({
    looked: evidence.rows<{ n: number }>(`SELECT count(*) AS n FROM "${of}"`)[0]?.n ?? 0,
    broken: evidence.rows<{ text: string }>(broken).map(({ text }) => text),
  }),
}));
