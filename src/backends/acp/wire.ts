import { PassThrough } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk/unstable";
import { parseJson } from "../../core/text/json.ts";

/** Messages that may wait to be taken. */
const WAITING = 64;

/** The protocol's messages, on the lines of a process. What is no message is left out: agents print all sorts of things. */
export class Wire {
  readonly stream: Stream;
  private readonly output = new PassThrough({ encoding: "utf8" });
  private controller?: ReadableStreamDefaultController<AnyMessage>;
  private proceed = () => {};

  constructor() {
    const source = {
      start: (controller: ReadableStreamDefaultController<AnyMessage>) => {
        this.controller = controller;
      },
      pull: () => this.proceed(),
      cancel: () => {
        delete this.controller;
        this.proceed();
      },
    };
    const readable = new ReadableStream<AnyMessage>(source, new CountQueuingStrategy({ highWaterMark: WAITING }));
    const writable = new WritableStream<AnyMessage>({ write: (message) => this.say(message) });
    this.stream = { readable, writable };
  }

  /** Lines for the standard input of the process. */
  get lines(): AsyncIterable<string> {
    return this.output as AsyncIterable<string>;
  }

  /** Takes in a line of its standard output. False when it is no message of the protocol. */
  hear(line: string): boolean {
    const message = parse(line);
    if (message) this.controller?.enqueue(message);
    return message !== undefined;
  }

  /**
   * Resolves when there is room for more: an agent that says more than is listened to has to wait, and not our memory
   * to hold it.
   */
  async room(): Promise<void> {
    if (!this.controller || this.output.writableEnded || (this.controller.desiredSize ?? 1) > 0) return;
    await new Promise<void>((done) => {
      this.proceed = done;
    });
  }

  /** There is nothing more to say: an agent ends by that. */
  hangUp(): void {
    this.output.end();
    // Who has been told to end is heard out, but waited for no longer.
    this.proceed();
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
    const value = parseJson(line);
    const isMessage = typeof value === "object" && value !== null && "jsonrpc" in value;
    return isMessage && ("method" in value || "id" in value) ? (value as AnyMessage) : undefined;
  } catch {
    return undefined;
  }
}
