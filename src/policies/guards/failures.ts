import type { GuardedCall } from "./steps.ts";

/** Times a call has failed in one way, and failures in a row of any calls. */
export interface Failed {
  /** Times the same call has come to the same failure, whatever came in between. */
  readonly again: number;
  /** Calls in a row that have all come to the same failure. */
  readonly inARow: number;
}

/** Counts the same failing result. One that its backend did not tell is not known to be the same. */
export class Failures {
  private readonly byCall = new Map<string, { readonly result: string; readonly count: number }>();
  private last = "";
  private inARow = 0;

  count({ call, ok, result }: GuardedCall): Failed {
    if (ok || result === undefined) {
      this.byCall.delete(call);
      this.inARow = 0;
      return { again: 0, inARow: 0 };
    }
    const before = this.byCall.get(call);
    const again = before?.result === result ? before.count + 1 : 1;
    this.byCall.set(call, { result, count: again });
    this.inARow = this.inARow > 0 && this.last === result ? this.inARow + 1 : 1;
    this.last = result;
    return { again, inARow: this.inARow };
  }
}
