import type { Reach, SessionFolder, Workspace } from "./contracts/host.ts";

/** What the programs of a session reach: its own folders, and what its workspace lends to every clone. */
export const reachOf = ({ clone, home, input, transcript }: SessionFolder, { lends }: Workspace): Reach => ({
  reads: [input, ...lends],
  writes: [clone, home, transcript],
});
