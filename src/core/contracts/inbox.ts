import type { Address, Origin } from "./work.ts";

/** What is known of a message besides its text. */
export interface Envelope {
  readonly origin?: Origin | undefined;
  /** Somebody outside of the fleet has chosen its words. */
  readonly untrusted?: boolean | undefined;
  /** Where whoever sent it waits for the answer. */
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
  /** Why its file is not read, and which it is: nothing is known of what stands there. */
  readonly unread?: string;
}

/** What agents are asked for directly. A message is kept, wherever it came from, until its item has come to an end. */
export interface Inbox {
  /** Answers with its id: a new one, or that of the message with the same key. On the disk when it does. */
  put(agent: string, text: string, envelope?: Envelope): Promise<string>;
  /** The oldest first. */
  waiting(agent: string): Promise<readonly Message[]>;
  finish(agent: string, id: string): Promise<void>;
  /** From when it answers until `signal` aborts: tells when something may have come in for one of those agents. */
  listen(agents: readonly string[], tell: () => void, signal: AbortSignal): Promise<void>;
}
