import { PassThrough } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk/unstable";

/** The protocol's messages, on the lines of a process. What is no message is left out: agents print all sorts of things. */
export class Wire {
  readonly stream: Stream;
  private readonly output = new PassThrough({ encoding: "utf8" });
  private controller?: ReadableStreamDefaultController<AnyMessage>;

  constructor() {
    const readable = new ReadableStream<AnyMessage>({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        delete this.controller;
      },
    });
    const writable = new WritableStream<AnyMessage>({ write: (message) => this.say(message) });
    this.stream = { readable, writable };
  }

  /** What the process gets on its standard input. */
  get lines(): AsyncIterable<string> {
    return this.output as AsyncIterable<string>;
  }

  /** Takes in a line of its standard output. False when it is no message of the protocol. */
  hear(line: string): boolean {
    const message = parse(line);
    if (message) this.controller?.enqueue(message);
    return message !== undefined;
  }

  /** There is nothing more to say: an agent ends by that. */
  hangUp(): void {
    this.output.end();
  }

  /** There is nothing more to hear: who waits for an answer is told. */
  async close(): Promise<void> {
    this.hangUp();
    // What came last is still being handled.
    await new Promise((turn) => setImmediate(turn));
    this.controller?.close();
    delete this.controller;
  }

  private say(message: AnyMessage): void {
    if (!this.output.writableEnded) this.output.write(`${JSON.stringify(message)}\n`);
  }
}

function parse(line: string): AnyMessage | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const isMessage = typeof value === "object" && value !== null && "jsonrpc" in value;
    return isMessage && ("method" in value || "id" in value) ? (value as AnyMessage) : undefined;
  } catch {
    return undefined;
  }
}
