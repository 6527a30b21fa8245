import type { Outcome, Publication } from "../contracts/outcome.ts";

/** Facts that letters tell of a session that has ended, by itself or by recovery. */
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
