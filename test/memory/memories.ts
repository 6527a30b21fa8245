import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Embedder } from "../../src/core/contracts/embedder.ts";
import type { Keepsake, MemoryOrigin, Noticed } from "../../src/core/contracts/memory.ts";
import { FileLocks } from "../../src/core/host/locks.ts";
import { FileMemoryBook } from "../../src/memory/book.ts";
import { FakeClock } from "../../src/testing/index.ts";
import { patience } from "../limits.ts";

const AT = Date.parse("2026-11-23T09:00:00Z");
export const signal = patience();

/** A book in a folder of its own, with real locks. Gone when the test is. */
export async function memories(embedder?: Embedder, folder?: string) {
  const place = folder ?? (await mkdtemp(join(tmpdir(), "midwatch-memory-")));
  if (folder === undefined) onTestFinished(() => rm(place, { recursive: true, force: true }));
  const clock = new FakeClock(AT);
  const locks = new FileLocks(join(place, "locks"));
  const book = new FileMemoryBook({ folder: place, tokens: 600, embedder }, { locks, clock });
  let sessions = 0;
  /** What a session of its own leaves, on an item of its own. */
  const keep = async (noticed: readonly (string | Partial<Noticed>)[], origin: Partial<MemoryOrigin> = {}) => {
    sessions += 1;
    const whole = { session: `session-${sessions}`, item: `tasks: ${sessions}`, at: clock.now(), ...origin };
    await book.keep(keepsake(noticed, whole), signal);
    return whole.session;
  };
  const recall = async (text: string, more: { item?: string; retracted?: ReadonlySet<string> } = {}) =>
    book.recall({ agent: "ann", text, ...more }, signal);
  const texts = async (text: string, more = {}) => (await recall(text, more)).recalled.map((memory) => memory.text);
  return { folder: place, book, keep, recall, texts, clock, index: join(place, "index", "ann") };
}

const keepsake = (noticed: readonly (string | Partial<Noticed>)[], origin: MemoryOrigin): Keepsake => ({
  agent: "ann",
  origin,
  faded: [],
  noticed: noticed.map((each) => ({
    kind: "observation" as const,
    text: "",
    edges: [],
    ...(typeof each === "string" ? { text: each } : each),
  })),
});

/** Vectors by what a text is about, whatever its words: one number for each of these subjects. */
const SUBJECTS = [/push|upload|remote|server/i, /price|quote|market/i, /test|suite|check/i, /report|write|words/i];

/** Stands for a model: deterministic, and it knows that an upload is a push. */
export function embedder(model = "subjects", dimension = 8): Embedder & { texts: number } {
  return {
    model,
    texts: 0,
    async embed(texts) {
      this.texts += texts.length;
      return texts.map((text) =>
        Array.from({ length: dimension }, (_, n) => (SUBJECTS[n]?.test(text) ? 1 : 0.01 + (text.length % 7) / 1000)),
      );
    },
  };
}
