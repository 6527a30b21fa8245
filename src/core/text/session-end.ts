import type { Outcome, Publication } from "../contracts/outcome.ts";
import type { Ended, Session } from "../contracts/session.ts";

export const NOTHING_WRITTEN: Publication = { kind: "none", reason: "nothing was written" };

export function end<S extends Session>(session: S, outcome: Outcome, publication = NOTHING_WRITTEN): S & Ended {
  return { ...session, outcome, publication };
}

export const hasEnded = (session: Session): session is Ended => "outcome" in session;
