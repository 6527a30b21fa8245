import type { Executed } from "../contracts/session.ts";
import type { CommitMessage } from "../contracts/workspace.ts";

/** Message of a commit that says whose session it is of. */
export const trailed = (subject: string, session: string) => `${subject.slice(0, 100)}\n\nMidwatch-Session: ${session}`;

/** Message of the commit that holds the session's files as they are at its end. */
export function workMessage(session: Pick<Executed, "id" | "agent" | "item" | "startedAt">): CommitMessage {
  return { author: session.agent.name, at: session.startedAt, text: trailed(session.item.title, session.id) };
}
