import { EventEmitter } from "eventemitter3";
import type { Events, Happening, Listener, MidwatchEvent, Subject } from "./contracts/events.ts";
import type { Clock } from "./contracts/host.ts";

const EVERYTHING = "event";

/** Stamps what happens and tells every listener; one that throws is left out of it, and hurts nobody. */
export class EventBus implements Events {
  private readonly emitter = new EventEmitter<{ [EVERYTHING]: [MidwatchEvent] }>();
  private readonly counts = new Map<string, number>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  emit({ id, agent }: Subject, happening: Happening): void {
    const seq = (this.counts.get(id) ?? 0) + 1;
    this.counts.set(id, seq);
    this.emitter.emit(EVERYTHING, { v: 1, seq, at: this.clock.now(), agent: agent.name, session: id, ...happening });
  }

  subscribe(listener: Listener): () => void {
    const safe = harmless(listener);
    this.emitter.on(EVERYTHING, safe);
    return () => void this.emitter.off(EVERYTHING, safe);
  }
}

/** eventemitter3 passes a listener's exception on to the loop; nothing a listener does may end a session. */
function harmless(listener: Listener): Listener {
  return (event) => {
    try {
      listener(event);
    } catch {
      // A projection that fails is missing a line; the ledger has the fact.
    }
  };
}
