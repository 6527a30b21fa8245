import type { Clock } from "../../src/core/contracts/clock.ts";
import type { Contained } from "../../src/core/contracts/containment.ts";
import type { Lock, Locks } from "../../src/core/contracts/locks.ts";
import type { HostProcess, Processes } from "../../src/core/contracts/processes.ts";

/** A clock that moves when it is told to. A short rest is over at once; whoever waits for longer waits for good. */
export class ModelClock implements Clock {
  private time: number;

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms < SHORT_MS) return this.backOff(ms, signal);
    return new Promise((_, fail) => {
      if (signal.aborted) fail(signal.reason as Error);
      signal.addEventListener("abort", () => fail(signal.reason as Error), { once: true });
    });
  }

  async backOff(_attempt: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.time += 100;
  }

  /** Forwards, or back: somebody sets it. */
  move(ms: number): void {
    this.time += ms;
  }
}

const SHORT_MS = 4_000;
const CONTAINED: Contained = { name: "namespace", promise: "nothing runs here" };

interface Waiting {
  readonly pid: number;
  readonly take: (lock: Lock) => void;
}

/** Which processes there are, and who holds which lock. A process that has ended holds none. */
export class Machine {
  private readonly alive = new Set<number>();
  private readonly holders = new Map<string, number>();
  private readonly queues = new Map<string, Waiting[]>();
  private last = 0;

  start(): number {
    this.last += 1;
    this.alive.add(this.last);
    return this.last;
  }

  end(pid: number): void {
    this.alive.delete(pid);
    for (const [name, queue] of this.queues)
      this.queues.set(
        name,
        queue.filter((one) => one.pid !== pid),
      );
    for (const [name, holder] of this.holders) if (holder === pid) this.release(name, pid);
  }

  processes(pid: number): Processes {
    return {
      self: { pid, startTime: String(pid), boot: "model" },
      isAlive: (process: HostProcess) => this.alive.has(process.pid),
      containment: CONTAINED,
      run: () => {
        throw new Error("no program runs in the model");
      },
    };
  }

  locks(pid: number): Locks {
    return {
      tryHold: async (name) => (this.holders.has(name) ? undefined : this.take(name, pid)),
      hold: (name) => {
        if (!this.holders.has(name)) return Promise.resolve(this.take(name, pid));
        return new Promise((take) => this.queues.set(name, [...(this.queues.get(name) ?? []), { pid, take }]));
      },
      held: async () => [],
    };
  }

  private take(name: string, pid: number): Lock {
    this.holders.set(name, pid);
    return { name, descriptor: 0, release: () => this.release(name, pid) };
  }

  private release(name: string, pid: number): void {
    if (this.holders.get(name) !== pid) return;
    this.holders.delete(name);
    const [next, ...rest] = this.queues.get(name) ?? [];
    this.queues.set(name, rest);
    next?.take(this.take(name, next.pid));
  }
}
