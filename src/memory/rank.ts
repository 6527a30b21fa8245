import type { Memory, RecalledMemory } from "../core/contracts/memory.ts";
import { shortIdOf } from "../core/text/memory-id.ts";
import { DAY } from "../core/text/time-units.ts";
import type { Alike, Found } from "./index/memory-index.ts";
import { Overlap } from "./overlap.ts";

/** Grounds of a ranking, besides the finds of the index. */
export interface RankedBy {
  /** All that may be recalled. */
  readonly memories: ReadonlyMap<string, Memory>;
  /** Text of the question. */
  readonly text: string;
  /** The item that is asked for: what was noticed on it is near. */
  readonly item?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

const HALF_LIFE_DAYS = 90;
/** Share of a score for being new; the rest stays for ever. */
const FRESHNESS = 0.2;
/** Worth of a doubling of strength. */
const DOUBLED = 0.1;
/** Number of the best that bring their neighbours, and what that is worth to those. */
const HUBS = 5;
const NEIGHBOUR = 0.3;
/** A subject with more memories than this says nothing about any of them. */
const CROWD = 20;
/** A score below this share of the best one's is noise. */
const NOISE = 0.05;

type Scored = Map<string, { score: number; because: readonly string[] }>;

/**
 * Fuses what was found by words and by meaning with what is near, strong and new: the most valuable first. Both halves are
 * scores from 0 to 1, and not places in a list: the first of those that share but a common word is still a poor one.
 */
export function rank(found: Found, by: RankedBy): readonly RecalledMemory[] {
  const scored: Scored = new Map();
  for (const [id, score] of wordScores(found.byWords, by)) add(scored, id, score, "words");
  for (const [id, score] of meaningScores(found.byMeaning)) add(scored, id, score, "meaning");
  near(scored, by);
  const weighed = [...scored].flatMap(([id, { score, because }]) => {
    const memory = by.memories.get(id);
    return memory ? [{ memory: { ...memory, because }, score: score * weightOf(memory, by.now) }] : [];
  });
  const floor = NOISE * Math.max(0, ...weighed.map(({ score }) => score));
  return weighed
    .filter(({ score }) => score > floor)
    .toSorted((a, b) => b.score - a.score || (a.memory.id < b.memory.id ? 1 : -1))
    .map(({ memory }) => memory);
}

function add(scored: Scored, id: string, score: number, because: string): void {
  const known = scored.get(id) ?? { score: 0, because: [] };
  scored.set(id, { score: known.score + score, because: [...known.because, because] });
}

function wordScores(ids: readonly string[], { text, memories }: RankedBy): readonly (readonly [string, number])[] {
  const texts = new Map(ids.map((id) => [id, memories.get(id)?.text ?? ""]));
  const overlap = new Overlap(text, texts, memories.size);
  return ids.map((id) => [id, overlap.of(id) ** SHARP]);
}

/** Models differ in what they call alike: the last that was found is the measure of what is not. */
function meaningScores(found: readonly Alike[]): readonly (readonly [string, number])[] {
  const least = Math.min(...found.map(({ likeness }) => likeness));
  return found.map(({ id, likeness }) => [
    id,
    Math.max(0, found.length < FEW_MEMORIES ? likeness : (likeness - least) / (1 - least)),
  ]);
}

/** Sharing a third of the words is far less than a third of sharing all: measured by bench/recall.mjs. */
const SHARP = 3;
/** Number of finds so small that the last may be as good as any. */
const FEW_MEMORIES = 20;

/** Those tied to the best, and those noticed on the same item. */
function near(scored: Scored, { memories, item }: RankedBy): void {
  const best = [...scored].toSorted(([, a], [, b]) => b.score - a.score).slice(0, HUBS);
  const subjects = bySubject(memories);
  const near = new Map<string, { score: number; because: string }>();
  const bring = (id: string, score: number, because: string) => {
    if (score > (near.get(id)?.score ?? 0)) near.set(id, { score, because });
  };
  for (const id of item === undefined ? [] : (subjects.get(item) ?? [])) bring(id, NEIGHBOUR, "the same item");
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

/** Ids of the memories that point to each subject, item or memory. */
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
