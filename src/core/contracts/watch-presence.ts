import type { HostProcess } from "./processes.ts";

/** A watch that runs on this machine: since when, as which user, and which midwatch it is. */
export interface WatchPresence {
  readonly process: HostProcess;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly user: string;
  readonly version: string;
}
