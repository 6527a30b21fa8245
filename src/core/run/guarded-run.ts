import type { BackendEvent } from "../contracts/backend.ts";
import type { Clock } from "../contracts/clock.ts";
import type { Guard, GuardEvent, GuardPolicy } from "../contracts/policy.ts";
import type { BackendResult, Cause } from "../contracts/run-result.ts";
import { messageOf } from "../errors.ts";
import { refuse } from "../text/verdict.ts";

/** Milliseconds between two words to the guards that time has passed: a silent run can be judged by nothing else. */
const TICK_MS = 5_000;

interface Watcher {
  readonly cause: Cause;
  readonly guard: Guard;
}

/** A guard that cannot be asked guards nothing: the run is stopped, and says why. */
function asked(guard: Guard, event: GuardEvent, at: number): ReturnType<Guard> {
  try {
    return guard(event, at);
  } catch (thrown) {
    return refuse(`a guard could not be asked: ${messageOf(thrown)}`);
  }
}

/** One run under its guards. The first refusal aborts `refused`, and is what the run has ended of. */
export class GuardedRun {
  private readonly watchers: readonly Watcher[];
  private readonly clock: Clock;
  private readonly stop = new AbortController();
  private readonly notice = new AbortController();
  private readonly over = new AbortController();
  private refusal?: { readonly cause: Cause; readonly text: string };

  constructor(policies: readonly GuardPolicy[], clock: Clock) {
    this.clock = clock;
    this.watchers = policies.map((policy) => ({
      cause: policy.cause,
      guard: policy.guard(clock.now(), this.over.signal),
    }));
    if (this.watchers.length > 0) void this.keepTime();
  }

  get refused(): AbortSignal {
    return this.stop.signal;
  }

  /** Aborts with the first notice that a guard gives; the reason is its sentence. */
  get noticed(): AbortSignal {
    return this.notice.signal;
  }

  see(event: BackendEvent): void {
    this.ask(event);
  }

  /** One that ended by itself at the last moment is left as it is. */
  judge(result: BackendResult): BackendResult {
    if (!this.refusal || result.stopReason === "end_turn") return result;
    return { ...result, stopReason: "cancelled", ...this.refusal };
  }

  [Symbol.dispose](): void {
    this.over.abort();
  }

  private ask(event: GuardEvent): void {
    if (this.refusal) return;
    for (const { cause, guard } of this.watchers) {
      const verdict = asked(guard, event, this.clock.now());
      if ("notice" in verdict) this.notice.abort(verdict.notice);
      if (verdict.ok) continue;
      this.refusal = { cause, text: verdict.reason };
      this.stop.abort(new Error(verdict.reason));
      return;
    }
  }

  private async keepTime(): Promise<void> {
    while (!this.over.signal.aborted) {
      const woken = await this.clock.sleep(TICK_MS, this.over.signal).then(
        () => true,
        () => false,
      );
      if (!woken) return;
      this.ask({ type: "tick" });
    }
  }
}
