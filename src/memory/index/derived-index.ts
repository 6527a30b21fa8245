import { rm } from "node:fs/promises";
import type { Clock } from "../../core/contracts/clock.ts";
import type { Embedder } from "../../core/contracts/embedder.ts";
import type { Memory } from "../../core/contracts/memory.ts";
import { messageOf } from "../../core/errors.ts";
import { crowdOf } from "../per-origin-limit.ts";
import { createIndex, openIndex } from "./find-index.ts";
import { LanceIndex } from "./lance.ts";
import { whyNoLibrary } from "./library.ts";
import type { Found, MemoryIndex, Row } from "./memory-index.ts";
import { type IndexState, readState, writeState } from "./state.ts";
import { embed } from "./vectors.ts";

/** Contents the index is to have: the memories that may be recalled, as of that size of the record. */
export interface Wanted {
  readonly memories: readonly Memory[];
  readonly size: number;
  /** Lines of the record that are not as they were written. */
  readonly damaged: readonly number[];
}

/** Limit of the work that may be done at once: a session waits for it. */
export interface Effort {
  /** Vectors made. */
  readonly vectors: number;
  readonly signal: AbortSignal;
}

/** Question to the index. */
export interface Sought {
  readonly text: string;
  readonly limit: number;
  readonly without: readonly string[];
}

const EMBEDDED_AT_ONCE = 32;

/**
 * One agent's index, kept in step with what its record says. Whatever is wrong with it, it is made anew: nothing in it
 * is the only copy of anything. Callers hold a lock to refresh it.
 */
export class DerivedIndex {
  private readonly folder: string;
  private readonly embedder: Embedder | undefined;
  private readonly clock: Clock;

  constructor(folder: string, embedder: Embedder | undefined, clock: Clock) {
    this.folder = folder;
    this.embedder = embedder;
    this.clock = clock;
  }

  state(): Promise<IndexState | undefined> {
    return readState(this.stateFile);
  }

  /** True when a search would find all there is, in every way there is. */
  async isFresh(size: number): Promise<boolean> {
    const state = await this.state();
    if (state?.size !== size || state.model !== (this.embedder?.model ?? "")) return false;
    return state.pending === 0 || this.embedder === undefined;
  }

  /** Answers with what a person should know. */
  async refresh(wanted: Wanted, effort: Effort): Promise<readonly string[]> {
    try {
      return await this.bring(wanted, effort, await this.state());
    } catch (thrown) {
      const why = `the index was damaged (${messageOf(thrown).slice(0, 120)}), and is rebuilt from the record`;
      await this.drop();
      return [why, ...(await this.bring(wanted, effort, undefined))];
    }
  }

  async drop(): Promise<void> {
    await rm(this.stateFile, { force: true });
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Rejects when the index cannot be read. What the embedder cannot do is done without, and said. */
  async search({ text, limit, without }: Sought, signal: AbortSignal): Promise<Found & { readonly said?: string }> {
    const state = await this.state();
    const index = await openIndex(this.folder, state?.dimension ?? 0);
    try {
      const asked = await this.vectorOf(text, state, signal);
      const vector = asked?.ok ? asked.vectors[0] : undefined;
      const found = await index.search({ text, vector, limit, without });
      return asked?.ok === false ? { ...found, said: `found by words alone: ${asked.reason}` } : found;
    } finally {
      index.close();
    }
  }

  private async vectorOf(text: string, state: IndexState | undefined, signal: AbortSignal) {
    if (!this.embedder || !state || state.dimension === 0 || state.model !== this.embedder.model) return undefined;
    return embed(this.embedder, [text], { dimension: state.dimension, signal });
  }

  private async bring(wanted: Wanted, effort: Effort, before: IndexState | undefined): Promise<readonly string[]> {
    const said = newDamage(wanted.damaged, before?.damaged ?? 0);
    const { model, dimension } = await this.space(before, effort.signal, said);
    const isSame = before?.model === model && before.dimension === dimension;
    const index = await (isSame ? openIndex : createIndex)(this.folder, dimension);
    try {
      await this.match(index, wanted);
      const more = { ...effort, dimension, said };
      const pending = index instanceof LanceIndex ? await this.fill(index, more) : wanted.memories.length;
      const { size, damaged } = wanted;
      await writeState(this.stateFile, { model, dimension, size, damaged: damaged.length, pending });
    } finally {
      index.close();
    }
    return said;
  }

  /**
   * Space of the vectors: the earlier one while the model is the same, else as the embedder says; words alone, with the
   * reason said, where it cannot say or the library is missing.
   */
  private async space(before: IndexState | undefined, signal: AbortSignal, said: string[]): Promise<Space> {
    const { embedder } = this;
    if (!embedder) return WORDS_ALONE;
    const space = before?.model === embedder.model ? before : await spaceOf(embedder, signal);
    const trouble = "trouble" in space ? space.trouble : await whyNoLibrary();
    if (trouble === undefined && !("trouble" in space)) return space;
    said.push(`found by words alone: ${trouble}`);
    return WORDS_ALONE;
  }

  /** Rows never change: they come and go. */
  private async match(index: MemoryIndex, { memories }: Wanted): Promise<void> {
    const there = new Set(await index.ids());
    const wanted = new Set(memories.map(({ id }) => id));
    await index.remove([...there].filter((id) => !wanted.has(id)));
    await index.add(memories.filter(({ id }) => !there.has(id)).map(toRow));
  }

  /** Makes vectors for as many rows as the effort allows. Answers with how many are left without. */
  private async fill(
    index: LanceIndex,
    { vectors: most, signal, dimension, said }: Effort & { readonly dimension: number; readonly said: string[] },
  ): Promise<number> {
    const { embedder } = this;
    const rows = embedder ? await index.withoutVector(most) : [];
    const done: Row[] = [];
    for (let at = 0; embedder && at < rows.length; at += EMBEDDED_AT_ONCE) {
      const batch = rows.slice(at, at + EMBEDDED_AT_ONCE);
      const texts = batch.map(({ text }) => text);
      const made = await embed(embedder, texts, { dimension, signal });
      if (!made.ok) {
        said.push(`${rows.length - at} memories are found by words alone for now: ${made.reason}`);
        break;
      }
      done.push(...batch.map((row, n) => ({ ...row, vector: made.vectors[n] ?? null })));
    }
    await index.replace(done);
    await index.tend(this.clock);
    return index.count("vector IS NULL");
  }

  private get stateFile(): string {
    return `${this.folder}.json`;
  }
}

/** Model that vectors are made with, and their length. */
type Space = Pick<IndexState, "model" | "dimension">;
const WORDS_ALONE: Space = { model: "", dimension: 0 };

async function spaceOf(embedder: Embedder, signal: AbortSignal): Promise<Space | { readonly trouble: string }> {
  const tried = await embed(embedder, ["How long is a vector?"], { signal });
  return tried.ok ? { model: embedder.model, dimension: tried.vectors[0]?.length ?? 0 } : { trouble: tried.reason };
}

function newDamage(damaged: readonly number[], known: number): string[] {
  if (damaged.length <= known) return [];
  const lines = damaged.join(", ");
  return [`line ${lines} of its record is not what was written (a crash in the middle of it, or a bad disk)`];
}

const toRow = (memory: Memory): Row => ({ id: memory.id, text: memory.text, crowd: crowdOf(memory), vector: null });
