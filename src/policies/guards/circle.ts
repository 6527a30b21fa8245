/** Calls in the largest circle that is looked for; what is larger makes no progress. */
const MAX_CIRCLE_CALLS = 4;
/** Times round before it is one. */
const ROUNDS = 3;

/** Notices when what is added has become one to four things over and over. */
export class Circle {
  private readonly limit: number;
  /** The newest first. */
  private latest: readonly string[] = [];
  /** For each size, how long each thing has been the one that stood so far before it. */
  private runs: readonly number[] = Array.from({ length: MAX_CIRCLE_CALLS }, () => 0);

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Size of the circle, once it has gone on for the limit; undefined before. */
  add(thing: string): number | undefined {
    this.runs = this.runs.map((run, before) => (this.latest[before] === thing ? run + 1 : 0));
    this.latest = [thing, ...this.latest].slice(0, MAX_CIRCLE_CALLS);
    const found = this.runs.findIndex((run, before) => {
      const size = before + 1;
      return run + size >= Math.max(this.limit, size * ROUNDS);
    });
    return found < 0 ? undefined : found + 1;
  }
}
