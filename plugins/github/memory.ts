import { createHash } from "node:crypto";
import { z } from "zod";
import type { Store } from "../../src/index.ts";
import type { Remembered } from "./client.ts";
import type { Access } from "./options.ts";
import { Notification } from "./shapes.ts";
import type { Actor, Thread } from "./thread.ts";

/** A thread as it was read, and the time its notification, or its assignment, had then. */
interface Known {
  readonly updated: string;
  readonly thread: Thread;
  /** When it was read, epoch milliseconds. */
  readonly readAt: number;
  /** It was not quiet: look again, whatever has not been told of it since. */
  readonly isOpen: boolean;
}

/** All that is kept between sessions: what was seen, so that it need not be asked for again. All of it may be lost. */
export interface Memory {
  /** Epoch milliseconds. */
  polledAt: number;
  /** Seconds. */
  interval: number;
  pausedUntil: number;
  answers: Record<string, Remembered>;
  us?: Actor;
  ids: Record<string, number>;
  permissions: Record<string, { readonly at: number; readonly enough: boolean }>;
  notifications: readonly Notification[];
  assigned: Record<string, { readonly updated: string; readonly isPrivate: boolean; readonly isPull: boolean }>;
  threads: Record<string, Known>;
  /** The revision at which each thread was last offered; of those that somebody waits for. */
  offered: Readonly<Record<string, string>>;
  /** What GitHub tells of and does not show: when it was told of, and the answer. */
  gone: Record<string, { readonly updated: string; readonly reason: string }>;
  /** By item and the post that asked: what strangers' words there came to when they were first seen below it. */
  pins: Readonly<Record<string, string>>;
  /** Why it could not be asked, and when: said again until it is asked again. */
  trouble?: { readonly at: number; readonly text: string };
}

const EMPTY: Memory = {
  polledAt: 0,
  interval: 0,
  pausedUntil: 0,
  answers: {},
  ids: {},
  permissions: {},
  notifications: [],
  assigned: {},
  threads: {},
  offered: {},
  gone: {},
  pins: {},
};

/** What was written by this version, as far as a glance can tell; the rest is asked for anew. */
const Kept = z.looseObject({
  v: z.literal(1),
  polledAt: z.number(),
  interval: z.number(),
  pausedUntil: z.number(),
  answers: z.record(z.string(), z.looseObject({})),
  ids: z.record(z.string(), z.number()),
  permissions: z.record(z.string(), z.looseObject({ at: z.number(), enough: z.boolean() })),
  notifications: z.array(Notification),
  assigned: z.record(z.string(), z.looseObject({ updated: z.string() })),
  threads: z.record(z.string(), z.looseObject({ updated: z.string(), readAt: z.number(), thread: z.looseObject({}) })),
  offered: z.record(z.string(), z.string()),
  gone: z.record(z.string(), z.looseObject({ updated: z.string(), reason: z.string() })),
  pins: z.record(z.string(), z.string()),
});

/** What is kept for one token at one place; the token itself is not in it. */
export class MemoryFile {
  private readonly store: Store | undefined;
  private readonly name: string;
  private own: Memory | undefined;

  constructor(store: Store | undefined, { token, url }: Access, what: string) {
    this.store = store;
    this.name = `github-${what}-${createHash("sha256").update(`${url}\n${token}`).digest("hex").slice(0, 16)}`;
  }

  async read(): Promise<Memory> {
    const text = (await this.store?.read(this.name)) ?? "";
    return remembered(text) ?? this.own ?? structuredClone(EMPTY);
  }

  async write(memory: Memory): Promise<void> {
    this.own = memory;
    await this.store?.write(this.name, JSON.stringify({ v: 1, ...memory }));
  }
}

function remembered(text: string): Memory | undefined {
  try {
    const kept = Kept.safeParse(JSON.parse(text));
    return kept.success ? (kept.data as unknown as Memory) : undefined;
  } catch {
    return undefined;
  }
}
