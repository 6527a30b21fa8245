/** One request as the mock has seen it. */
export interface Seen {
  readonly t: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: {
    readonly model?: string;
    readonly stream?: boolean;
    readonly system?: unknown;
    readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
    readonly tools?: readonly { readonly name: string }[];
  };
}

/** What the mock answers to one request. */
export interface Step {
  readonly text?: string;
  readonly tools?: readonly { readonly name: string; readonly input: unknown }[];
  readonly error?: {
    readonly status: number;
    readonly type: string;
    readonly message: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly stop_reason?: string;
  readonly delayMs?: number;
  readonly stall?: boolean;
  readonly stallAfterStart?: boolean;
  readonly drop?: boolean;
  readonly dropAfterStart?: boolean;
}

/** The steps, taken one by one; the last is repeated. */
export interface Scenario {
  readonly steps: readonly (Step | ((request: Seen) => Step))[];
  readonly auxSame?: boolean;
}

export interface Mock {
  readonly url: string;
  readonly requests: readonly Seen[];
  set(scenario: Scenario): void;
  close(): Promise<void>;
}

export function startMock(options?: {
  readonly scenario?: Scenario;
  readonly onRequest?: (request: Seen) => void;
}): Promise<Mock>;
