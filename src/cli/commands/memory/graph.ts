import type { EdgeType, Memory } from "../../../core/contracts/memory.ts";
import { shortIdOf } from "../../../core/text/memory-id.ts";

/** One edge, in words. */
export interface Tie {
  readonly from: string;
  readonly type: EdgeType;
  readonly to: string;
  /** Steps from where one started. */
  readonly depth: number;
}

/** Memories and subjects that one of them is tied to, in both directions and so many steps far. */
export function graphOf(all: ReadonlyMap<string, Memory>, start: string, steps: number): readonly Tie[] {
  const edges = [...all.values()].flatMap(({ id, edges: own }) => own.map(({ type, to }) => ({ from: id, type, to })));
  const ties: Tie[] = [];
  const seen = new Set<string>();
  let reached = new Set([start]);
  for (let depth = 1; depth <= steps; depth++) {
    const next = new Set<string>();
    for (const { from, type, to } of edges) {
      const key = `${from} ${type} ${to}`;
      if (seen.has(key) || !(reached.has(from) || reached.has(to))) continue;
      seen.add(key);
      ties.push({ from: describeNode(all, from), type, to: describeNode(all, to), depth });
      next.add(from).add(to);
    }
    reached = next;
  }
  return ties;
}

const describeNode = (all: ReadonlyMap<string, Memory>, node: string) => {
  const memory = all.get(node);
  return memory ? `${shortIdOf(node)} "${memory.text}"` : node;
};
