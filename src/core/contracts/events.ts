import type { BackendEvent } from "./backend.ts";
import type { ContainmentName } from "./containment.ts";
import type { Incident } from "./incidents.ts";
import type { Outcome, Publication } from "./outcome.ts";
import type { PhaseName } from "./phase-name.ts";

/** Circumstances a session was started in. */
export interface StartedWith {
  readonly due: string;
  readonly reason: string;
  /** Containment of its programs. */
  readonly contained: ContainmentName;
}

/** Event, with everything that is told of it. Plain data: every event can be written as one line of JSON. */
export type EventBody =
  | { readonly type: "session.started"; readonly data: StartedWith }
  | { readonly type: "session.recovered"; readonly data: { readonly lost: string; readonly outcome: Outcome } }
  | { readonly type: "phase.started"; readonly data: { readonly phase: PhaseName } }
  | { readonly type: "phase.finished"; readonly data: { readonly phase: PhaseName; readonly summary: string } }
  | { readonly type: "backend"; readonly data: BackendEvent }
  | { readonly type: "trouble"; readonly data: { readonly doing: string; readonly error: string } }
  /** Something is wrong, or has become worse: told once. */
  | { readonly type: "incident.opened"; readonly data: { readonly incident: Incident } }
  | { readonly type: "incident.resolved"; readonly data: { readonly incident: Incident } }
  | { readonly type: "session.ended"; readonly data: { readonly outcome: Outcome; readonly publication: Publication } };

/** One thing that happened, as logs and pages get it. Projections for people: durable facts are in the ledger. */
export type MidwatchEvent = EventBody & {
  readonly v: 1;
  /** Counts up from 1 in each session. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Both empty for what happens to the fleet. */
  readonly agent: string;
  readonly session: string;
};

/** Hears of every event, after it happened. What it throws is told of in the log, and stops nothing. */
export type Listener = (event: MidwatchEvent) => void;

/** Session that an event is about. Every session value is one. */
export interface Subject {
  readonly id: string;
  readonly agent: { readonly name: string };
}

export interface Events {
  emit(subject: Subject, happening: EventBody): void;
  /** Returns a function that ends the subscription. A listener that throws hurts no other. */
  subscribe(listener: Listener): () => void;
}
