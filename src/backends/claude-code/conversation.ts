import { PassThrough } from "node:stream";

/** What is said to the CLI on its standard input: a prompt, perhaps a word to stop, then no more. */
export class Conversation {
  private readonly pipe = new PassThrough({ encoding: "utf8" });

  constructor(prompt: string) {
    // A first character "/" would make a command of it.
    this.say({ type: "user", message: { role: "user", content: prompt.startsWith("/") ? `\n${prompt}` : prompt } });
  }

  get lines(): AsyncIterable<string> {
    return this.pipe as AsyncIterable<string>;
  }

  /** Ends the turn at once, and still gets its result with what it has cost. */
  interrupt(): void {
    this.say({ type: "control_request", request_id: "stop", request: { subtype: "interrupt" } });
  }

  /** The CLI ends when it has answered what was said. */
  end(): void {
    this.pipe.end();
  }

  private say(line: unknown): void {
    if (!this.pipe.writableEnded) this.pipe.write(`${JSON.stringify(line)}\n`);
  }
}
