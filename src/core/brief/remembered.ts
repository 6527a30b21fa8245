import type { Memory, Recollection } from "../contracts/memory.ts";
import { shortIdOf } from "../text/memory-id.ts";
import type { Noticed, Remembered } from "./facts.ts";

/** Memories that fit, in words: each with the id by which a run may support, contradict or replace it. */
export function remembered({ recalled, beliefs, faded, omitted, trouble }: Recollection): Remembered {
  const held = new Set(beliefs.map(({ id }) => id));
  const observations = recalled.filter(({ id }) => !held.has(id)).map(noticed);
  return {
    beliefs: beliefs.map(noticed),
    faded: faded.map((memory) => ({
      ...noticed(memory),
      text: `${memory.text} (${memory.reason ?? "held no longer"})`,
    })),
    observations,
    omitted,
    ...(trouble !== undefined && { trouble }),
  };
}

/** Text that a person has let through may still be strangers' words. */
function noticed({ id, text, lastAt, strength, origin }: Memory): Noticed {
  const strong = strength > 1 ? `, on ${strength} items` : "";
  const from = `${shortIdOf(id)}, from ${origin.item}${strong}`;
  return { text: `${text} (${from})`, at: lastAt, ...(origin.tainted !== undefined && { origin: origin.tainted }) };
}
