import type { Outcome, Publication } from "../contracts/session.ts";

/** What letters tell of a session that has ended, whoever has ended it. */
export interface EndedSession {
  readonly id: string;
  readonly agent: string;
  /** The title of its item. */
  readonly title?: string;
  readonly outcome: Outcome;
  readonly publication: Publication;
}

/** "ann: Write the report": whose session it was, and what it was about. */
export const headOf = ({ agent, title }: EndedSession): string => (title === undefined ? agent : `${agent}: ${title}`);
