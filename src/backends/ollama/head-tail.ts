/** A text of any length in bounded memory: its beginning and its end are kept, and what is between is counted. */
export class HeadTail {
  private readonly half: number;
  private head = "";
  private tail = "";
  private left = 0;

  constructor(longest: number) {
    this.half = Math.floor(longest / 2);
  }

  /** All that was added, kept or not. */
  get length(): number {
    return this.head.length + this.tail.length + this.left;
  }

  add(text: string): void {
    const room = this.half - this.head.length;
    this.head += text.slice(0, room);
    this.tail += text.slice(Math.max(0, room));
    // Not at every addition: cutting is as long as what is kept.
    if (this.tail.length > 2 * this.half) this.trim();
  }

  toString(): string {
    this.trim();
    const gap = this.left > 0 ? `\n… (${this.left} more characters) …\n` : "";
    return `${this.head}${gap}${this.tail}`.toWellFormed();
  }

  private trim(): void {
    const over = Math.max(0, this.tail.length - this.half);
    this.left += over;
    this.tail = this.tail.slice(over);
  }
}

/** A text's beginning and end. */
export function headAndTail(text: string, longest: number): string {
  const kept = new HeadTail(longest);
  kept.add(text);
  return kept.toString();
}
