import { PassThrough } from "node:stream";

/** Standard input of the CLI: a prompt, perhaps a word to stop, then no more. */
export class Conversation {
  private readonly pipe = new PassThrough({ encoding: "utf8" });

  constructor(prompt: string) {
    // A first character "/" would make a command of it.
    this.say({ type: "user", message: { role: "user", content: prompt.startsWith("/") ? `\n${prompt}` : prompt } });
  }

  get lines(): AsyncIterable<string> {
    return this.pipe as AsyncIterable<string>;
  }

  /** A word in the middle of a turn: the model gets it with its next tool result. False when it is over. */
  remark(text: string): boolean {
    return this.say({ type: "user", message: { role: "user", content: text } });
  }

  /** Ends the turn at once, and still gets its result with what it has cost. */
  interrupt(): void {
    this.say({ type: "control_request", request_id: "stop", request: { subtype: "interrupt" } });
  }

  /** The CLI ends when it has answered what was said. */
  end(): void {
    this.pipe.end();
  }

  private say(line: unknown): boolean {
    if (this.pipe.writableEnded) return false;
    this.pipe.write(`${JSON.stringify(line)}\n`);
    return true;
  }
}
