import type { MemoryEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { Extractor, MemoryBook, Recollection } from "../contracts/memory.ts";
import type { Outcome } from "../contracts/outcome.ts";
import type { Executed, Selected, Session } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";
import { notesIn } from "../notes/notes.ts";
import { countsAs } from "../text/outcome.ts";
import { cleanExtraction } from "./clean-extraction.ts";

/** Parts that a fleet remembers with. */
export interface Remembering {
  readonly book: MemoryBook;
  readonly extractor: Extractor;
}

/** Under which a person is asked to look at memories that wait. */
export const memoriesKey = (agent: string): string => `memories:${agent}`;

/** Asks a person to look at an agent's memories, once for each agent: they are not recalled before that. */
export async function askToPromote({ ledger, clock }: Pick<Fleet, "ledger" | "clock">, agent: string): Promise<void> {
  const action = `look at what ${agent} has noticed after strangers' words, which it does not recall before: midwatch memory list --agent ${agent}`;
  await ledger.oblige({ key: memoriesKey(agent), owner: "owner", action, at: clock.now() });
}

const NO_MEMORIES: Recollection = { recalled: [], beliefs: [], faded: [], omitted: 0, said: [] };

/**
 * Brings memories into briefs, and observations of sessions into their agent's memory. None of it stops a session: a
 * failure is told and owed, and the next session makes it good.
 */
export class SessionMemory {
  private readonly fleet: Fleet;
  private readonly memory: Remembering | undefined;
  /** Lessons behind a session's memories, by session. */
  private readonly derived = new Map<string, readonly string[]>();

  constructor(fleet: Fleet, memory: Remembering | undefined) {
    this.fleet = fleet;
    this.memory = memory;
  }

  /** Memories that match an item. `lessons` are those that its session reads besides. */
  async recall(session: Selected, lessons: readonly string[], signal: AbortSignal): Promise<Recollection> {
    if (!this.memory) return NO_MEMORIES;
    const recollection = await this.matching(session, signal);
    const behind = recollection.recalled.flatMap(({ origin }) => origin.derivedFrom ?? []);
    this.derived.set(session.id, [...new Set([...lessons, ...behind])]);
    const said = [...recollection.said, ...(recollection.trouble === undefined ? [] : [recollection.trouble])];
    for (const error of said)
      this.fleet.events.emit(session, { type: "trouble", data: { doing: "remembering", error } });
    return recollection;
  }

  /** Adds lessons that a session has been given since: what it remembers derives from them, too. */
  alsoRead(session: string, lessons: readonly string[]): void {
    this.derived.set(session, [...new Set([...(this.derived.get(session) ?? []), ...lessons])]);
  }

  /** Memories that would match an item; reads only, for a preview. */
  async matching({ agent, item }: Pick<Selected, "agent" | "item">, signal: AbortSignal): Promise<Recollection> {
    const text = [item.title, item.body, ...Object.values(item.fields ?? {})].filter(Boolean).join("\n");
    const question = { agent: agent.name, text, item: `${item.source}: ${item.id}` };
    try {
      const retracted = new Set((await this.fleet.ledger.lessons.retracted()).map(({ lesson }) => lesson));
      return (await this.memory?.book.recall({ ...question, retracted }, signal)) ?? NO_MEMORIES;
    } catch (thrown) {
      return { ...NO_MEMORIES, trouble: `it continues without its memory: ${messageOf(thrown)}` };
    }
  }

  /** Writes down the observations that a session may have made, before any effect is on its way. */
  async intend(session: Executed, outcome: Outcome): Promise<MemoryEffect | undefined> {
    if (!this.memory) return undefined;
    const { id, agent, item, result, tainted } = session;
    const derivedFrom = this.derived.get(id) ?? [];
    const origin = {
      session: id,
      item: `${item.source}: ${item.id}`,
      at: this.fleet.clock.now(),
      ...(tainted !== undefined && { tainted }),
      ...(derivedFrom.length > 0 && { derivedFrom }),
    };
    const notes = notesIn(result.text);
    const [kind, reason] = [countsAs(outcome), outcome.reason];
    const about = { agent: agent.name, item: { source: item.source, id: item.id, title: item.title } };
    const run = { ...about, outcome: { kind, reason }, text: result.text, ...(notes && { notes }) };
    const payload = { run, origin };
    return this.fleet.ledger.intend<MemoryEffect>({ kind: "memory", payload, session: id, workspace: agent.workspace });
  }

  /**
   * Keeps a session's memories. Answers with the reason where they cannot be kept: then they are owed. Done again it
   * changes nothing.
   */
  async keep(effect: MemoryEffect, signal: AbortSignal): Promise<string | undefined> {
    const { id, session, payload } = effect;
    const { ledger, clock } = this.fleet;
    const { run, origin } = payload;
    const key = `memory:${session}`;
    try {
      const extraction = await this.memory?.extractor.extract(run, signal);
      if (extraction)
        await this.memory?.book.keep({ agent: run.agent, origin, ...cleanExtraction(extraction) }, signal);
      await ledger.confirm(id);
      await ledger.fulfil(key);
      if (origin.tainted !== undefined && extraction && extraction.noticed.length > 0)
        await askToPromote(this.fleet, run.agent);
      return undefined;
    } catch (thrown) {
      const reason = `what session ${session} noticed could not be kept: ${messageOf(thrown)}`;
      const action = `${reason}; its next session tries again`;
      await ledger.oblige({ key, owner: run.agent, action, at: clock.now() });
      await ledger.postpone(id, { reason, next: 0 });
      return reason;
    }
  }

  /** The memory check: what earlier sessions owe is kept, and the index is brought up to the record. */
  async check({ agent }: Session, signal: AbortSignal): Promise<readonly HealthReport[]> {
    if (!this.memory) return [];
    try {
      const owed = await this.settle(agent.name, agent.workspace, signal);
      const said = await this.memory.book.refresh(agent.name, signal);
      return [...owed, ...said].map((detail) => ({ check: "memory", status: "warn", detail }));
    } catch (thrown) {
      return [{ check: "memory", status: "warn", detail: `memory could not be read: ${messageOf(thrown)}` }];
    }
  }

  private async settle(agent: string, workspace: string, signal: AbortSignal): Promise<readonly string[]> {
    const unconfirmed = await this.fleet.ledger.history.unconfirmed(workspace);
    const owed = unconfirmed
      .filter((effect) => effect.kind === "memory")
      .filter(({ payload }) => payload.run?.agent === agent)
      .toSorted((a, b) => a.attempts - b.attempts);
    for (const [at, effect] of owed.entries()) {
      const reason = await this.keep(effect, signal);
      // If one cannot be kept, mostly the others cannot either: a session must not wait for each in turn. The next
      // one begins with what has failed least often.
      if (reason !== undefined) return [`${reason} (${owed.length - at} such sessions)`];
    }
    return [];
  }
}
