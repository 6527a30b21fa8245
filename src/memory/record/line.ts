import { createHash } from "node:crypto";

const RECORD_LINE = /^\{"sum":"(?<sum>[0-9a-f]{16})","entry":/;
const HEAD_LENGTH = '{"sum":"0123456789abcdef","entry":'.length;

/** An entry as a line of JSON that carries its checksum: what was torn or changed is known by it. */
export function encodeLine(entry: unknown): string {
  const text = JSON.stringify(entry);
  return `{"sum":"${sumOf(text)}","entry":${text}}\n`;
}

/** The entry of a line; undefined when the line is not as it was written. */
export function decodeLine(line: string): unknown {
  const sum = RECORD_LINE.exec(line)?.groups?.sum;
  const text = line.slice(HEAD_LENGTH, -1);
  return sum !== undefined && sum === sumOf(text) ? (JSON.parse(text) as unknown) : undefined;
}

const sumOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
