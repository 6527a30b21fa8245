import { EventEmitter } from "eventemitter3";
import type { Clock } from "./contracts/clock.ts";
import type { Redact } from "./contracts/credentials.ts";
import type { EventBody, Events, Listener, MidwatchEvent, Subject } from "./contracts/events.ts";
import { messageOf } from "./errors.ts";
import { redacted } from "./text/redacted.ts";

const EVERYTHING = "event";

/** Stamps events, takes secrets out of them and tells every listener. A listener that throws harms no other; the others are told of it, once. */
export class EventBus implements Events {
  private readonly emitter = new EventEmitter<{ [EVERYTHING]: [MidwatchEvent] }>();
  private readonly counts = new Map<string, number>();
  private readonly clock: Clock;
  private readonly redact: Redact;

  constructor(clock: Clock, redact: Redact = (text) => text) {
    this.clock = clock;
    this.redact = redact;
  }

  emit({ id, agent }: Subject, happening: EventBody): void {
    const seq = (this.counts.get(id) ?? 0) + 1;
    this.counts.set(id, seq);
    const told = { ...happening, data: redacted(happening.data, this.redact) } as EventBody;
    this.emitter.emit(EVERYTHING, { v: 1, seq, at: this.clock.now(), agent: agent.name, session: id, ...told });
  }

  subscribe(listener: Listener): () => void {
    const safe = this.harmless(listener);
    this.emitter.on(EVERYTHING, safe);
    return () => void this.emitter.off(EVERYTHING, safe);
  }

  /** eventemitter3 passes a listener's exception on to the loop; nothing a listener does may end a session, or us. */
  private harmless(listener: Listener): Listener {
    let isTold = false;
    const tell = (event: MidwatchEvent, thrown: unknown) => {
      if (isTold) return;
      isTold = true;
      const data = { doing: `telling a listener of ${event.type}`, error: messageOf(thrown) };
      this.emit({ id: event.session, agent: { name: event.agent } }, { type: "trouble", data });
    };
    return (event) => {
      try {
        const answer: unknown = listener(event);
        if (answer instanceof Promise) answer.catch((thrown: unknown) => tell(event, thrown));
      } catch (thrown) {
        tell(event, thrown);
      }
    };
  }
}
