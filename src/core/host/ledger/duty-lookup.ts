import { kindsThat, needsProof } from "../../text/outcome.ts";
import type { Database } from "./database.ts";

/** A duty is over for the day with these. */
const DUTY_DONE = kindsThat((outcome) => needsProof(outcome) || outcome.kind === "nothing");

const LAST_DUTY = `SELECT due."from" AS at, session.id AS session FROM due JOIN session ON session.id = due.session
  WHERE due.agent = ? AND duty = 1 AND outcome ->> 'kind' IN (SELECT value FROM json_each(?)) ORDER BY due."from" DESC LIMIT 1`;

/** Time at which an agent last did a duty, and its session. */
export const lastDutyIn = (db: Database, agent: string): { at: number; session: string } | undefined =>
  db.row(LAST_DUTY, agent, DUTY_DONE);
