import { join } from "node:path";
import type { Clock } from "../core/contracts/clock.ts";
import type { Redact } from "../core/contracts/credentials.ts";
import type { Embedder } from "../core/contracts/embedder.ts";
import type { Locks } from "../core/contracts/locks.ts";
import type {
  Keepsake,
  Memory,
  MemoryBook,
  MemoryQuestion,
  RecalledMemory,
  Recollection,
} from "../core/contracts/memory.ts";
import { messageOf } from "../core/errors.ts";
import { beliefsIn } from "./beliefs.ts";
import { capped, cappedAlike, crowded, fitting } from "./brief-portion.ts";
import { DerivedIndex, type Wanted } from "./index/derived-index.ts";
import type { Found } from "./index/memory-index.ts";
import { settled } from "./keeping.ts";
import { rank } from "./rank.ts";
import { recollect } from "./recollect.ts";
import type { JudgedEntry } from "./record/entry.ts";
import { MemoryRecord } from "./record/record.ts";

/** Folder of memories, and their share of a brief. */
export interface MemoryOptions {
  /** The fleet's folder for it: records, and the indices made of them. */
  readonly folder: string;
  readonly tokens: number;
  readonly embedder?: Embedder | undefined;
  /** Takes secrets out of what is remembered. */
  readonly redact?: Redact;
}

/** An agent's memories, as of a size of its record. */
export interface Remembered {
  readonly all: ReadonlyMap<string, Memory>;
  readonly size: number;
  /** Lines of the record that are not as they were written. */
  readonly damaged: readonly number[];
}

/** Vectors made while a session waits; the rest is for its next ones, or for `midwatch memory rebuild`. */
const VECTORS_AT_ONCE = 512;
const WAIT_MS = 20_000;
const CANDIDATES = 64;
/** Times that it is asked again without those who take all the room. */
const ROUNDS = 3;
const NO_MEMORIES: Recollection = { recalled: [], beliefs: [], faded: [], omitted: 0, said: [] };

/** The memory of a fleet's agents: a record for each, which is the truth, and an index that is derived from it. */
export class FileMemoryBook implements MemoryBook {
  readonly embedder: Embedder | undefined;
  private readonly options: MemoryOptions;
  private readonly locks: Locks;
  private readonly clock: Clock;

  constructor(options: MemoryOptions, { locks, clock }: { readonly locks: Locks; readonly clock: Clock }) {
    this.options = options;
    this.embedder = options.embedder;
    this.locks = locks;
    this.clock = clock;
  }

  async recall(question: MemoryQuestion, signal: AbortSignal): Promise<Recollection> {
    const { agent, retracted = new Set() } = question;
    const remembered = await this.read(agent);
    const memories = new Map([...recallable(remembered)].filter(([, memory]) => !comesOf(memory, retracted)));
    const beliefs = beliefsIn(remembered.all, memories);
    const said = await this.refresh(agent, signal);
    if (memories.size === 0) return { ...NO_MEMORIES, ...beliefs, said };
    const found = await this.find(question, memories, signal);
    const ranked = rank(found, { memories, text: question.text, item: question.item, now: this.clock.now() });
    return { ...portion(ranked, question.item, this.options.tokens), ...beliefs, said: [...said, ...found.said] };
  }

  async keep(keepsake: Keepsake, signal: AbortSignal): Promise<void> {
    await this.locked(keepsake.agent, signal, async () => {
      const { entries } = await this.recordOf(keepsake.agent).read();
      const entry = settled(keepsake, entries);
      if (entry) await this.recordOf(keepsake.agent).append(entry);
    });
  }

  /** A person's word on a memory. */
  async judge(agent: string, entry: JudgedEntry, signal: AbortSignal): Promise<void> {
    await this.locked(agent, signal, () => this.recordOf(agent).append(entry));
  }

  async refresh(agent: string, signal: AbortSignal): Promise<readonly string[]> {
    const index = this.indexOf(agent);
    const size = await this.recordOf(agent).size();
    if (size === 0 || (await index.isFresh(size))) return [];
    const effort = { vectors: VECTORS_AT_ONCE, signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]) };
    return this.locked(agent, signal, async () => index.refresh(await this.wanted(agent), effort));
  }

  /** The index made anew, with all of its vectors. */
  async rebuild(agent: string, signal: AbortSignal): Promise<readonly string[]> {
    return this.locked(agent, signal, async () => {
      await this.indexOf(agent).drop();
      const wanted = await this.wanted(agent);
      if (wanted.size === 0) return [];
      return this.indexOf(agent).refresh(wanted, { vectors: wanted.memories.length, signal });
    });
  }

  async read(agent: string): Promise<Remembered> {
    const { entries, size, damaged } = await this.recordOf(agent).read();
    return { all: recollect(entries), size, damaged };
  }

  indexOf(agent: string): DerivedIndex {
    return new DerivedIndex(join(this.options.folder, "index", agent), this.embedder, this.clock);
  }

  private async find(question: MemoryQuestion, memories: ReadonlyMap<string, Memory>, signal: AbortSignal) {
    const index = this.indexOf(question.agent);
    try {
      return await this.candidates(index, question, { memories, signal });
    } catch (thrown) {
      const why = `the index could not be read (${messageOf(thrown).slice(0, 120)}), and is rebuilt from the record`;
      await this.rebuild(question.agent, signal);
      const found = await this.candidates(index, question, { memories, signal });
      return { ...found, said: [why, ...found.said] };
    }
  }

  /** Leaves a crowd that takes all the room out of the next question: there may be others. */
  private async candidates(
    index: DerivedIndex,
    { text, item }: MemoryQuestion,
    { memories, signal }: { readonly memories: ReadonlyMap<string, Memory>; readonly signal: AbortSignal },
  ): Promise<Found & { readonly said: readonly string[] }> {
    let found: Found = { byWords: [], byMeaning: [] };
    const said = new Set<string>();
    let without: readonly string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const more = await index.search({ text, limit: CANDIDATES, without }, signal);
      if (more.said !== undefined) said.add(more.said);
      found = {
        byWords: capped([...found.byWords, ...more.byWords], memories, item),
        byMeaning: cappedAlike([...found.byMeaning, ...more.byMeaning], memories, item),
      };
      const crowd = crowded(more, memories, item).filter((each) => !without.includes(each));
      if (crowd.length === 0) break;
      without = [...without, ...crowd];
    }
    return { ...found, said: [...said] };
  }

  private async wanted(agent: string): Promise<Wanted> {
    const remembered = await this.read(agent);
    const { size, damaged } = remembered;
    return { memories: [...recallable(remembered).values()], size, damaged };
  }

  private async locked<T>(agent: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lock = await this.locks.hold(`memory-${agent}`, signal);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  private recordOf(agent: string): MemoryRecord {
    return new MemoryRecord(join(this.options.folder, "record", `${agent}.jsonl`), this.options.redact);
  }
}

const recallable = ({ all }: Remembered): ReadonlyMap<string, Memory> =>
  new Map([...all].filter(([, { standing }]) => standing === "active"));

const comesOf = ({ origin }: Memory, retracted: ReadonlySet<string>) =>
  origin.derivedFrom?.some((lesson) => retracted.has(lesson)) ?? false;

function portion(ranked: readonly RecalledMemory[], item: string | undefined, tokens: number) {
  const admitted = new Set(
    capped(
      ranked.map(({ id }) => id),
      new Map(ranked.map((each) => [each.id, each])),
      item,
    ),
  );
  const fair = ranked.filter(({ id }) => admitted.has(id));
  const recalled = fitting(fair, tokens);
  return { recalled, omitted: fair.length - recalled.length };
}
