import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nothingHeard, translateStream } from "../../../src/backends/claude-code/translate.ts";
import { claudeVerdict } from "../../../src/backends/claude-code/verdict.ts";
import type { ProcessExit } from "../../../src/core/contracts/processes.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "fixtures", "claude-code");

const textOf = (file: string) => (existsSync(join(FOLDER, file)) ? readFileSync(join(FOLDER, file), "utf8") : "");

/** The runs of the real CLI that were kept: their names, and what the API or the tools did in them. */
export const RECORDINGS = textOf("INDEX.tsv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"))
  .map((columns) => ({ name: columns[0] ?? "", scenario: columns.at(-1) ?? "" }));

/** What the CLI said in a recorded run, line by line. */
export const linesOf = (name: string): string[] => textOf(`${name}.stdout`).trim().split("\n");

/** A recorded run, played to the pure half of the backend. */
export function play(name: string, { stopped = false } = {}) {
  const heard = nothingHeard();
  const events = linesOf(name).flatMap((line) => translateStream(line, heard));
  const complaint = textOf(`${name}.stderr`).trim().split("\n").at(-1);
  if (complaint) heard.complaint = complaint;
  return { events, result: claudeVerdict(heard, exitOf(textOf(`${name}.exit`).trim()), stopped) };
}

const exitOf = (text: string): ProcessExit =>
  text.startsWith("signal ") ? { signal: text.slice("signal ".length) } : { code: Number(text) };
