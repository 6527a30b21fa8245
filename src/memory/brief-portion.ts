import type { Memory, RecalledMemory } from "../core/contracts/memory.ts";
import type { Alike, Found } from "./index/memory-index.ts";
import { crowdOf } from "./per-origin-limit.ts";

/** Memories of one crowd in a brief: a crowd that has said a thing a thousand times is heard no more than others. */
const OF_ONE_CROWD = 3;
/** The item that is at hand may say more. */
const OF_THE_SAME_ITEM = 6;
const MAX_RECALLED = 12;
/** Roughly, as models count them. */
const LETTERS_PER_TOKEN = 4;
/** Characters beside a memory's text: where it comes from. */
const AROUND = 80;

/** The first of each crowd, as many as it may have. */
export function capped(
  ids: readonly string[],
  memories: ReadonlyMap<string, Memory>,
  item: string | undefined,
): readonly string[] {
  const heard = new Map<string, number>();
  return [...new Set(ids)].filter((id) => {
    const memory = memories.get(id);
    if (!memory) return false;
    const crowd = crowdOf(memory);
    const times = (heard.get(crowd) ?? 0) + 1;
    heard.set(crowd, times);
    return times <= (crowd === item ? OF_THE_SAME_ITEM : OF_ONE_CROWD);
  });
}

/** The same for what was found by meaning. */
export function cappedAlike(found: readonly Alike[], memories: ReadonlyMap<string, Memory>, item: string | undefined) {
  const likeness = new Map(found.map((each) => [each.id, each.likeness]));
  return capped([...likeness.keys()], memories, item).map((id) => ({ id, likeness: likeness.get(id) ?? 0 }));
}

/** Crowds that had more to say than they may. */
export function crowded(found: Found, memories: ReadonlyMap<string, Memory>, item: string | undefined) {
  const lists = [found.byWords, found.byMeaning.map(({ id }) => id)];
  const over = lists.flatMap((ids) => {
    const kept = new Set(capped(ids, memories, item));
    const left = ids.filter((id) => !kept.has(id)).map((id) => memories.get(id));
    return left.flatMap((memory) => (memory ? [crowdOf(memory)] : []));
  });
  return [...new Set(over)];
}

/** As many as fit, in their order. */
export function fitting(ranked: readonly RecalledMemory[], tokens: number): readonly RecalledMemory[] {
  let left = tokens;
  return ranked.slice(0, MAX_RECALLED).filter(({ text }) => {
    const cost = Math.ceil((text.length + AROUND) / LETTERS_PER_TOKEN);
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}
