import type { Credentials } from "../contracts/credentials.ts";
import { MidwatchError } from "../errors.ts";
import { readRegularFile } from "./regular-file.ts";

/** Bytes. */
const MAX_CREDENTIALS_BYTES = 1024 * 1024;
const LINE = /^(?<name>[A-Z][A-Z0-9_]*)=(?<value>.*)$/;

/** Reads `NAME=value` lines from a file that no other user may read. No file: no credentials. */
export function readCredentials(file: string): Credentials {
  const read = readRegularFile(file, { most: MAX_CREDENTIALS_BYTES, links: "own" });
  if (!read.ok && read.kind === "missing") return {};
  if (!read.ok) throw new MidwatchError(`${file}: ${read.reason}`);
  const mode = read.stats.mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new MidwatchError(`${file}: others may read it (mode ${mode.toString(8)}): run chmod 600 on it`);
  const lines = read.bytes.toString("utf8").split("\n");
  return Object.fromEntries(lines.flatMap((line, at) => entry(line.trim(), `${file}:${at + 1}`)));
}

/** Name and value of a line. The line is a secret: its error is told without it. */
function entry(line: string, where: string): [string, string][] {
  if (line === "" || line.startsWith("#")) return [];
  const { name, value } = LINE.exec(line)?.groups ?? {};
  if (name === undefined || value === undefined)
    throw new MidwatchError(`${where}: write NAME=value, such as ANTHROPIC_API_KEY=sk-ant-…`);
  return [[name, value.trim()]];
}
