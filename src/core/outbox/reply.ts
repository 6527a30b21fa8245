import type { PublishIntent } from "../contracts/effects.ts";
import type { NewDelivery } from "../contracts/outbox.ts";
import type { OutcomeKind } from "../contracts/outcome.ts";
import type { EndedSession } from "./ended-session.ts";

/** Outcomes with which an item comes to an end: the person who asked for it hears of these. */
const SAID: Readonly<Partial<Record<OutcomeKind, string>>> = {
  done: "Done",
  waiting: "Waiting",
  blocked: "Blocked",
  "not-viable": "Not viable",
};

/**
 * The answer to the person who asked for the item, where they wait for one and the session has brought it to an end.
 */
export function replyOf(ended: EndedSession, intent: PublishIntent | undefined, at: number): readonly NewDelivery[] {
  const { item, answer } = intent ?? {};
  const said = SAID[ended.outcome.kind];
  if (!item?.replyTo || said === undefined || ended.publication.kind === "rescued") return [];
  const { channel, to } = item.replyTo;
  const { reason } = ended.outcome;
  const more = answer === reason ? "" : answer;
  const text = [`**${said}**: ${reason}`, more].filter(Boolean).join("\n\n");
  const tone = ended.outcome.kind === "done" ? "good" : "neutral";
  const facts = { agent: ended.agent, session: ended.id, item: item.id, outcome: ended.outcome.kind };
  const letter = { kind: "reply", to, title: item.title, text, tone, at, facts } as const;
  return [{ key: `reply:${ended.id}`, channel, session: ended.id, letter }];
}
