import type { Machine } from "../../connection/wire.ts";

/** Machine whose hand-overs these are, and the agent whose conversations it has. */
export interface HandedBy {
  readonly agent: string;
  readonly machine: Machine;
}

/** End of a hand-over that is not to be sent again, in words for whoever sent it. */
export interface Landed {
  readonly state: "landed" | "refused";
  readonly said: readonly string[];
}
