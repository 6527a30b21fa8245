import type { Inbox } from "./contracts/host.ts";
import type { Candidate, WorkSource } from "./contracts/work.ts";

/** The source that every agent has: what was asked of it directly. Not to be declared, and not to be left out. */
export const INBOX = "inbox";

const LONGEST_TITLE = 80;

/** Direct requests, the oldest first. */
export const inboxSource = (inbox: Inbox): WorkSource => ({
  name: INBOX,
  tier: "secondary",
  async candidates({ agent }) {
    return (await inbox.waiting(agent.name)).map(({ id, text }): Candidate => {
      const [title = ""] = text.trim().split("\n");
      const named = title === "" ? "an empty message" : title;
      const ready = { id, title: named.slice(0, LONGEST_TITLE), body: text } as const;
      return title === "" ? { ...ready, state: "blocked", reason: "it is empty" } : { ...ready, state: "ready" };
    });
  },
});
