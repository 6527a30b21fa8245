import type { Listener, MidwatchEvent } from "../../core/contracts/events.ts";
import { counted } from "../../core/text/wording.ts";
import { describeEvent, tokensIn } from "./narrator.ts";
import { StatusLine } from "./status-line.ts";

const MAX_ACTION_CHARS = 60;

/** On a terminal: the narration, and below it one line that lives, with what the session is at and for how long. */
export class LiveLine {
  private readonly status = new StatusLine(() => this.text());
  private since = Date.now();
  private doing = "";
  private events = 0;
  private tokens = 0;

  readonly listener: Listener = (event) => {
    const line = describeEvent(event);
    this.follow(event);
    if (line === undefined) this.status.draw();
    else this.status.above(line);
  };

  close(): void {
    this.status.close();
  }

  private follow(event: MidwatchEvent): void {
    if (event.type === "phase.started") {
      this.since = event.at;
      this.events = 0;
      this.tokens = 0;
      this.doing = `${event.agent} · ${event.data.phase}`;
    }
    if (event.type === "backend") this.events += 1;
    this.tokens = tokensIn(event) ?? this.tokens;
    if (event.type === "session.ended") this.doing = "";
  }

  private text(): string {
    if (this.doing === "") return "";
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const events = this.events > 0 ? ` · ${counted(this.events, "event")}` : "";
    const tokens = this.tokens > 0 ? ` · ${this.tokens} tokens so far` : "";
    return `  ${this.doing} · ${time}${events}${tokens}`.slice(0, MAX_ACTION_CHARS);
  }
}
