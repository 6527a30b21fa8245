import type { Readable } from "node:stream";

const MAX_STREAM_LINE_CHARS = 256 * 1024;

/** A stream's lines, in bounded memory: the part of a line beyond the limit is dropped, and its length said. */
export async function* readLines(stream: Readable, longest = MAX_STREAM_LINE_CHARS): AsyncIterable<string> {
  stream.setEncoding("utf8");
  const line = new BoundedLine(longest);
  for await (const chunk of stream as AsyncIterable<string>) {
    const [first = "", ...rest] = chunk.split("\n");
    line.add(first);
    for (const next of rest) {
      yield line.take();
      line.add(next);
    }
  }
  if (!line.isEmpty) yield line.take();
}

class BoundedLine {
  private readonly longest: number;
  private text = "";
  private dropped = 0;

  constructor(longest: number) {
    this.longest = longest;
  }

  get isEmpty(): boolean {
    return this.text === "";
  }

  add(piece: string): void {
    const room = this.longest - this.text.length;
    this.text += piece.slice(0, room);
    this.dropped += Math.max(0, piece.length - room);
  }

  take(): string {
    const line = this.dropped > 0 ? `${this.text} … (${this.dropped} more characters)` : this.text;
    this.text = "";
    this.dropped = 0;
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}
