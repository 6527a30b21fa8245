import { dollars } from "../../core/budget/money.ts";
import type { ItemChange, ItemFacts, ItemSession, PassedOver } from "../../core/contracts/item-history.ts";
import type { Rescue } from "../../core/contracts/rescues.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { sentenceOf } from "../../core/rescues/words.ts";
import { spellTime } from "../../core/text/age.ts";
import { endingWord } from "../../core/text/outcome.ts";
import { published } from "../../core/text/summary.ts";
import { counted } from "../../core/text/wording.ts";
import { timeIn } from "../../core/text/zone.ts";
import { shortId } from "./session-view.ts";

/** Something that has happened to an item. */
interface ItemEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
  readonly who: string;
  readonly text: string;
}

/** All that the ledger knows of an item, the oldest first. */
export function itemEvents(facts: ItemFacts, zone: string): readonly ItemEvent[] {
  const { sessions, changes, passedOver, settled, rescues } = facts;
  const events = [
    ...sessions.map(sessionEvent),
    ...passedOver.map((one) => passedEvent(one, zone)),
    ...changes.map(changeEvent),
    ...settled.map(({ at, by, action }) => ({ at, what: "settled", who: by, text: action })),
    ...rescues.flatMap(rescueEvents),
  ];
  return events.toSorted((a, b) => a.at - b.at);
}

function sessionEvent(session: ItemSession): ItemEvent {
  const { id, agent, startedAt, endedAt, outcome, publication, phase, process, charged } = session;
  const took = endedAt === undefined ? "" : `, ${spellTime(endedAt - startedAt)}`;
  const standing = isAlive(process) ? `running: ${phase}` : `gone: ${phase}`;
  const how = outcome ? endingWord(outcome, publication) : standing;
  const cause = outcome?.cause === undefined ? "" : `, ${outcome.cause}`;
  const work = outcome && publication && publication.kind !== "none" ? `; ${published({ outcome, publication })}` : "";
  const text = `${how}${cause}${took}, ${dollars(charged)}${outcome ? `: ${outcome.reason}` : ""}${work}`;
  return { at: startedAt, what: `session ${shortId(id)}`, who: agent, text };
}

function passedEvent({ agent, reason, sessions, first, last, session }: PassedOver, zone: string): ItemEvent {
  const until = sessions > 1 ? ` (${counted(sessions, "session")}, until ${timeIn(zone, last).slice(0, 16)})` : "";
  return { at: first, what: "passed over", who: agent, text: `${reason}${until}, session ${shortId(session)}` };
}

function changeEvent({ at, what, state, by, session, reason }: ItemChange): ItemEvent {
  const [who = ""] = by.split(", session ");
  const whose = session === null ? "" : `session ${shortId(session)}`;
  return { at, what: `${what}: ${state}`, who, text: reason === "" ? whose : reason };
}

function rescueEvents(rescue: Rescue): readonly ItemEvent[] {
  const { at, endedAt, agent, state, reason, by, name } = rescue;
  const kept = { at, what: "work kept", who: agent, text: sentenceOf({ ...rescue, reason: "" }) };
  if (endedAt === undefined) return [kept];
  return [kept, { at: endedAt, what: `work ${state}`, who: by ?? "midwatch", text: `${name}: ${reason}` }];
}
