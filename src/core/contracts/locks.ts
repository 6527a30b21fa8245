/** A lock of the kernel's: free at once when the last process that holds the descriptor is gone. */
export interface Lock {
  readonly name: string;
  readonly descriptor: number;
  /** Lets go of it; what has inherited the descriptor still holds it. */
  release(): void;
}

export interface Locks {
  /** Undefined when another process holds it. The rest of a dead holder's tree is ended first. */
  tryHold(name: string): Promise<Lock | undefined>;
  /** Waits its turn. Rejects when `signal` aborts first. */
  hold(name: string, signal: AbortSignal): Promise<Lock>;
  /** Locks that are held at this moment, with their holders. Disturbs no holder. */
  held(): Promise<readonly HeldLock[]>;
}

/** A lock that is held. */
export interface HeldLock {
  readonly name: string;
  /** Process that took it; dead when only what it has left behind still holds it. */
  readonly holder: { readonly pid: number; readonly alive: boolean };
  /** Epoch milliseconds. */
  readonly since: number;
  /** Number of processes that wait for it. */
  readonly waiting: number;
}
