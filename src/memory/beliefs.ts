import type { Memory } from "../core/contracts/memory.ts";

const MAX_BELIEFS = 5;
const FADED = 3;

/** Beliefs of an agent, the strongest first; and those it has given up, the latest first. Pure. */
export function beliefsIn(all: ReadonlyMap<string, Memory>, active: ReadonlyMap<string, Memory>) {
  const beliefs = [...all.values()].filter(({ kind }) => kind === "belief");
  const held = beliefs.filter(({ id }) => active.has(id));
  const faded = beliefs.filter(({ standing }) => standing === "faded");
  return {
    beliefs: held.toSorted((a, b) => b.strength - a.strength || b.lastAt - a.lastAt).slice(0, MAX_BELIEFS),
    faded: faded.toSorted((a, b) => b.lastAt - a.lastAt).slice(0, FADED),
  };
}
