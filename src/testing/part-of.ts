import { Parts } from "../core/parts/parts.ts";
import type { Host, PartConfig, Plugin, Slots } from "../index.ts";

/** A part of a plugin, made as midwatch makes it from the lines of a file: a wrong option is an error. */
export function partOf<S extends keyof Slots>(plugin: Plugin, slot: S, part: PartConfig, host: Host): Slots[S] {
  const parts = new Parts();
  plugin.register(parts);
  return parts.make(slot, part, host);
}
