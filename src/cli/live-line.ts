import type { Listener, MidwatchEvent } from "../core/contracts/events.ts";
import { told } from "./narrator.ts";
import { dim, say } from "./print.ts";

const TICK_MS = 1000;
const ERASE = "\r\u001B[K";
const LONGEST = 60;

/** On a terminal: the narration, and below it one line that lives, with what the session is at and for how long. */
export class LiveLine {
  private readonly timer: NodeJS.Timeout;
  private since = Date.now();
  private doing = "";
  private events = 0;

  constructor() {
    this.timer = setInterval(() => this.draw(), TICK_MS);
    this.timer.unref();
  }

  readonly listener: Listener = (event) => {
    const line = told(event);
    process.stdout.write(ERASE);
    if (line !== undefined) say(line);
    this.follow(event);
    this.draw();
  };

  close(): void {
    clearInterval(this.timer);
    process.stdout.write(ERASE);
  }

  private follow(event: MidwatchEvent): void {
    if (event.type === "phase.started") {
      this.since = event.at;
      this.events = 0;
      this.doing = `${event.agent} · ${event.data.phase}`;
    }
    if (event.type === "backend") this.events += 1;
    if (event.type === "session.ended") this.doing = "";
  }

  private draw(): void {
    if (this.doing === "") return;
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const events = this.events > 0 ? ` · ${this.events} events` : "";
    process.stdout.write(`${ERASE}${dim(`  ${this.doing} · ${time}${events}`.slice(0, LONGEST))}`);
  }
}
