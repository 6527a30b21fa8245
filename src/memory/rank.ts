import { type Memory, type RecalledMemory, shortIdOf } from "../core/contracts/memory.ts";
import type { Found } from "./index/lance.ts";

/** What a ranking goes by, besides what the index has found. */
export interface RankedBy {
  readonly memories: ReadonlyMap<string, Memory>;
  /** The item that is asked for: what was noticed on it is near. */
  readonly item?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Of a reciprocal rank: how little the first places of one list count against being in two. */
const RRF = 60;
const DAY = 24 * 3_600_000;
const HALF_LIFE_DAYS = 90;
/** How much of a score is for being new; the rest stays for ever. */
const FRESHNESS = 0.2;
/** What a doubling of strength is worth. */
const DOUBLED = 0.1;
/** How many of the best bring their neighbours, and what that is worth to those. */
const HUBS = 5;
const NEIGHBOUR = 0.5;
/** What more memories than this share says nothing about any of them. */
const CROWD = 20;

type Scored = Map<string, { score: number; because: string[] }>;

/** Fuses what was found by words and by meaning with what is near, strong and new: the most valuable first. Pure. */
export function rank(found: Found, by: RankedBy): readonly RecalledMemory[] {
  const scored: Scored = new Map();
  for (const [at, id] of found.byWords.entries()) add(scored, id, 1 / (RRF + at + 1), "words");
  for (const [at, id] of found.byMeaning.entries()) add(scored, id, 1 / (RRF + at + 1), "meaning");
  near(scored, by);
  return [...scored]
    .flatMap(([id, { score, because }]) => {
      const memory = by.memories.get(id);
      return memory ? [{ memory: { ...memory, because }, score: score * weightOf(memory, by.now) }] : [];
    })
    .toSorted((a, b) => b.score - a.score || (a.memory.id < b.memory.id ? 1 : -1))
    .map(({ memory }) => memory);
}

function add(scored: Scored, id: string, score: number, because: string): void {
  const known = scored.get(id) ?? { score: 0, because: [] };
  scored.set(id, { score: known.score + score, because: [...known.because, because] });
}

/** Those tied to the best, and those noticed on the same item. */
function near(scored: Scored, { memories, item }: RankedBy): void {
  const best = [...scored].toSorted(([, a], [, b]) => b.score - a.score).slice(0, HUBS);
  const subjects = bySubject(memories);
  const near = new Map<string, { score: number; because: string }>();
  const bring = (id: string, score: number, because: string) => {
    if (score > (near.get(id)?.score ?? 0)) near.set(id, { score, because });
  };
  for (const id of item === undefined ? [] : (subjects.get(item) ?? [])) bring(id, NEIGHBOUR / RRF, "the same item");
  for (const [id, { score }] of best)
    for (const other of neighboursOf(id, memories, subjects)) bring(other, score * NEIGHBOUR, `near ${shortIdOf(id)}`);
  for (const [id, { score, because }] of near) add(scored, id, score, because);
}

function neighboursOf(
  id: string,
  memories: ReadonlyMap<string, Memory>,
  subjects: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const edges = memories.get(id)?.edges ?? [];
  const shared = edges.flatMap(({ to }) => {
    const others = subjects.get(to) ?? [];
    return others.length > CROWD ? [] : others;
  });
  const to = edges.map((edge) => edge.to).filter((other) => memories.has(other));
  return [...new Set([...shared, ...to, ...(subjects.get(id) ?? [])])].filter((other) => other !== id);
}

/** Who points to what: subjects, items and memories alike. */
function bySubject(memories: ReadonlyMap<string, Memory>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, edges } of memories.values())
    for (const { to } of edges) {
      const known = found.get(to);
      if (known) known.push(id);
      else found.set(to, [id]);
    }
  return found;
}

function weightOf({ strength, lastAt }: Memory, now: number): number {
  const age = Math.max(0, now - lastAt) / DAY;
  const fresh = 1 - FRESHNESS + FRESHNESS * 0.5 ** (age / HALF_LIFE_DAYS);
  return fresh * (1 + DOUBLED * Math.log2(Math.max(1, strength)));
}
