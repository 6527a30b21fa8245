/** Ways a sender proves who it is: GitHub's header, or those of Standard Webhooks (standardwebhooks.com). */
export const SIGNATURES = ["github", "standard"] as const;
export type SignatureKind = (typeof SIGNATURES)[number];

/** A place that events of one sender are posted to, and the agent they are for. */
export interface Hook {
  /** The last part of its path. */
  readonly name: string;
  readonly agent: string;
  /** Names the credential that signs what is sent. */
  readonly secret: string;
  readonly signature: SignatureKind;
  /** Beginning of the message. */
  readonly title?: string | undefined;
  /** JSON pointers: what of an event the agent is shown; all of it where there are none. */
  readonly show: readonly string[];
  /** The kinds of GitHub events that count; all where there are none. */
  readonly events: readonly string[];
  /** Ids of the GitHub accounts whose events count. */
  readonly allow: "all" | readonly number[];
  /** True when all of its text is the owner's own. */
  readonly trusted: boolean;
}

/** Address and webhooks that a fleet listens to, on this machine only. */
export interface WebhookSettings {
  /** 0 is any that is free. */
  readonly port: number;
  /** Names besides this machine's own under which requests may come in: those of a proxy. */
  readonly hosts: readonly string[];
  /** So many events are taken at once, and so many more in each minute. */
  readonly perMinute: number;
  readonly hooks: readonly Hook[];
}

/** One request, as it came in. */
export interface HookRequest {
  readonly method: string;
  readonly path: string;
  /** Every one of them, in order: two of a name are two. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export interface HookAnswer {
  readonly status: number;
  /** For the sender: nothing in it helps one who guesses. */
  readonly said: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly retryAfter?: number;
  /** For the owner: what went wrong. */
  readonly trouble?: string;
}
