/** Kind of a letter: the answer to a request, a report, or a sign of life to the dead man's switch. */
export type LetterKind = "reply" | "report" | "alive" | "fail" | "test";

/** Text of a letter, in Markdown, before it has the mark that tells it from others. */
export interface Draft {
  readonly kind: LetterKind;
  /** Place in the channel: "owner/repo#12"; empty for a channel that has only one place. */
  readonly to: string;
  /** One line. */
  readonly title: string;
  readonly text: string;
  readonly tone: "good" | "neutral" | "bad";
  /** Epoch milliseconds: when it came up. Nothing of it can have arrived before. */
  readonly at: number;
  /** The same for a program: agent, session, outcome and so on. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** One message to be sent. */
export interface Letter extends Draft {
  /**
   * Stands in the sent message, where it disturbs no reader: by it a message that has arrived is known again.
   * Letters, digits, "-" and ".".
   */
  readonly mark: string;
}

/**
 * Result of sending a message. `retryAt` (epoch milliseconds) asks for the whole channel to be left alone until then.
 */
export type Sent =
  | { readonly kind: "sent" }
  /** It has certainly not arrived, and nothing else would get through now. */
  | { readonly kind: "later"; readonly reason: string; readonly retryAt?: number }
  /** It may have arrived: a timeout, an error after the request was on its way. */
  | { readonly kind: "unknown"; readonly reason: string; readonly retryAt?: number }
  /** Sending it again would be of no use: a person has to look. */
  | { readonly kind: "refused"; readonly reason: string };

/** A channel's answer about a message that may have arrived. */
export type DeliveryLookup = { readonly kind: "sent" | "absent" } | Extract<Sent, { kind: "later" | "refused" }>;

/**
 * A way out: to a forge, a chat, a program. It never throws what it can say, and never retries by itself: when a
 * message is sent again is for the outbox to say, which remembers over a crash.
 */
export interface Channel {
  readonly name: string;
  /** The messages a letter comes to, where one does not hold it. Pure; marks are given to them later. Left out: one. */
  split?(letter: Letter): readonly Letter[];
  /** Sends one message, once. Resolves with what became of it: also when it failed, and when it may have arrived. */
  send(letter: Letter, signal: AbortSignal): Promise<Sent>;
  /**
   * Looks for the message by its mark, to tell whether it has arrived. A channel that cannot look may deliver a
   * message twice, when the process that sent it is killed before it could write that down.
   */
  find?(letter: Letter, signal: AbortSignal): Promise<DeliveryLookup>;
}
