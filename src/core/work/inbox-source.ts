import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Inbox, Message } from "../contracts/inbox.ts";
import type { Candidate, WorkSource } from "../contracts/work.ts";
import { cascade } from "./cascade.ts";

/** The source that every agent has: what was asked of it directly. Not to be declared, and not to be left out. */
export const INBOX = "inbox";

const MAX_MESSAGE_TITLE_CHARS = 80;

/** Direct requests, the oldest first. */
export const inboxSource = (inbox: Inbox): WorkSource => ({
  name: INBOX,
  tier: "secondary",
  candidates: async ({ agent }) => (await inbox.waiting(agent.name)).map(messageCandidate),
});

/**
 * Puts the requests whose items have come to an end with those that were answered. The ledger says which: the
 * process that wrote that may have been killed before it could do this.
 */
export async function finishMessages({ inbox, ledger }: Pick<Fleet, "inbox" | "ledger">, agent: AgentDefinition) {
  const candidates = (await inbox.waiting(agent.name)).map(messageCandidate);
  if (candidates.length === 0) return;
  const done = (await ledger.history.claims(agent.workspace)).filter(({ state }) => state === "done");
  const waits = await ledger.waits.of(agent.workspace);
  const isWaiting = (id: string) => waits.some(({ source, item }) => source === INBOX && item === id);
  for (const { item } of cascade([{ source: INBOX, tier: "secondary", candidates }], [], 0))
    if (
      !isWaiting(item.id) &&
      done.some((claim) => claim.source === INBOX && claim.item === item.id && claim.rev === item.rev)
    )
      await inbox.finish(agent.name, item.id);
}

function messageCandidate({ id, text, unread, origin, untrusted, replyTo }: Message): Candidate {
  if (unread !== undefined) return { id, title: "a message that cannot be read", state: "blocked", reason: unread };
  const [title = ""] = text.trim().split("\n");
  const named = title === "" ? "an empty message" : title;
  const from = { ...(origin && { origin }), ...(untrusted && { untrusted }), ...(replyTo && { replyTo }) };
  const ready = { id, title: named.slice(0, MAX_MESSAGE_TITLE_CHARS), body: text, ...from } as const;
  return title === "" ? { ...ready, state: "blocked", reason: "it is empty" } : { ...ready, state: "ready" };
}
