import { Ollama } from "ollama/browser";
import type { Clock } from "../../core/contracts/host.ts";
import { Stalled } from "./failure.ts";
import { fetchUntil } from "./fetch.ts";

const HERE = "http://127.0.0.1:11434";

/** Where the server is, and who we are to it. */
export interface Address {
  readonly url: string;
  readonly key?: string | undefined;
}

/** From the agent's file, else the fleet's credentials, else this machine. */
export function addressFrom(url: string | undefined, credentials: Readonly<Record<string, string>>): Address {
  const named = url ?? credentials.OLLAMA_HOST ?? HERE;
  const whole = /^https?:\/\//.test(named) ? named : `http://${named}`;
  return { url: whole.replace(/\/+$/, ""), key: credentials.OLLAMA_API_KEY };
}

/** A client whose requests all end with the signal. */
export function connect({ url, key }: Address, signal: AbortSignal): Ollama {
  const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  return new Ollama({ host: url, fetch: fetchUntil(signal), headers });
}

/** How long to wait for a sign of life, by which clock. */
export interface Patience {
  readonly clock: Clock;
  readonly seconds: number;
}

/** A promise, or Stalled. */
export async function inTime<T>(pending: Promise<T>, { clock, seconds }: Patience): Promise<T> {
  const over = new AbortController();
  const bell = clock.sleep(seconds * 1000, over.signal).then(() => {
    throw new Stalled(`the server has sent nothing for ${seconds} seconds`);
  });
  bell.catch(() => {});
  try {
    return await Promise.race([pending, bell]);
  } finally {
    over.abort();
  }
}

/** What comes, as it comes; Stalled when nothing does. */
export async function* eachInTime<T>(pending: Promise<AsyncIterable<T>>, patience: Patience): AsyncIterable<T> {
  const iterator = (await inTime(pending, patience))[Symbol.asyncIterator]();
  for (;;) {
    const next = await inTime(iterator.next(), patience);
    if (next.done) return;
    yield next.value;
  }
}
