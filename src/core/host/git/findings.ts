/** Sentences about a session's work that could not be kept. */
export class Findings {
  readonly unkept: string[] = [];
  /** As long as there is any of it, the clone has to stay. */
  readonly missing: string[] = [];

  say(...sentences: readonly string[]): void {
    this.unkept.push(...sentences);
  }

  miss(...sentences: readonly string[]): void {
    this.unkept.push(...sentences);
    this.missing.push(...sentences);
  }
}
