/** Lets so many through at once, and so many more in each minute. */
export class Bucket {
  private readonly size: number;
  private left: number;
  private at: number | undefined;

  constructor(size: number) {
    this.size = size;
    this.left = size;
  }

  /** Seconds to wait; 0 when this one may pass. `now` is epoch milliseconds. */
  take(now: number): number {
    const passed = Math.max(0, now - (this.at ?? now));
    this.left = Math.min(this.size, this.left + (passed / 60_000) * this.size);
    this.at = now;
    if (this.left < 1) return Math.max(1, Math.ceil(((1 - this.left) * 60) / this.size));
    this.left -= 1;
    return 0;
  }
}
