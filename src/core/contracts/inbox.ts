import type { Address, Origin } from "./work.ts";

/** Facts about a message besides its text. */
export interface Envelope {
  readonly origin?: Origin | undefined;
  /** True when its words were chosen outside of the fleet. */
  readonly untrusted?: boolean | undefined;
  /** Address at which the sender waits for the answer. */
  readonly replyTo?: Address | undefined;
  /** Names the event it tells of: the same key again is the same message. */
  readonly key?: string | undefined;
}

/** Something an agent was asked for directly. */
export interface Message extends Envelope {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** File that is not read, and the reason: nothing is known of its text. */
  readonly unread?: string;
}

/** Direct requests to agents. A message is kept, wherever it came from, until its item has come to an end. */
export interface Inbox {
  /** Answers with its id: a new one, or that of the message with the same key. On the disk when it does. */
  put(agent: string, text: string, envelope?: Envelope): Promise<string>;
  /** The oldest first. */
  waiting(agent: string): Promise<readonly Message[]>;
  finish(agent: string, id: string): Promise<void>;
  /** From when it answers until `signal` aborts: tells when something may have come in for one of those agents. */
  listen(agents: readonly string[], tell: () => void, signal: AbortSignal): Promise<void>;
}
