import { dim, eraseLine, print, say } from "./print.ts";

const TICK_MS = 1000;

/** On a terminal: what was said, and below it one line that lives. */
export class StatusLine {
  private readonly timer: NodeJS.Timeout;
  private readonly text: () => string;

  constructor(text: () => string) {
    this.text = text;
    this.timer = setInterval(() => this.draw(), TICK_MS);
    this.timer.unref();
  }

  /** A line that stays. */
  above(line: string): void {
    eraseLine();
    say(line);
    this.draw();
  }

  draw(): void {
    const columns = process.stdout.columns ?? 80;
    eraseLine();
    print(dim(this.text().slice(0, columns - 1)));
  }

  close(): void {
    clearInterval(this.timer);
    eraseLine();
  }
}
