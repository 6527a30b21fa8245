import { stripVTControlCharacters } from "node:util";
import type { BackendRequest } from "../../core/contracts/backend.ts";
import type { Host } from "../../core/contracts/plugin.ts";
import { HeadTail } from "./head-tail.ts";

/** A command that writes more than this has run wild. */
const FLOOD = 64 * 1024 * 1024;

/** A program of the agent's: contained, in the clone, with the session's lock. */
export interface Program {
  readonly argv: readonly [string, ...string[]];
  readonly seconds: number;
  /** Characters of its output that are kept. */
  readonly longest: number;
}

export interface Ran {
  readonly code: number | undefined;
  readonly output: string;
  /** Reason for which it did not end by itself. */
  readonly trouble?: string;
}

export async function runProgram(
  { argv, seconds, longest }: Program,
  request: BackendRequest,
  { processes, environment }: Host,
  signal: AbortSignal,
): Promise<Ran> {
  const { cwd, home, files, lock, reach } = request;
  const told = { MIDWATCH_BRIEF: files.brief, MIDWATCH_ITEM: files.item, MIDWATCH_SESSION: files.session };
  const env = { ...environment, HOME: home, TMPDIR: `${home}/tmp`, TERM: "dumb", ...told };
  const overdue = AbortSignal.timeout(seconds * 1000);
  const flooded = new AbortController();
  const output = new HeadTail(longest);
  const spec = { argv, cwd, env, stdin: "", deadline: seconds * 1000, holding: [lock], reach };
  for await (const event of processes.run(spec, AbortSignal.any([signal, overdue, flooded.signal]))) {
    if (event.type === "line") output.add(`${stripVTControlCharacters(event.text)}\n`);
    else return { code: event.code, output: output.toString(), ...troubleOf(event, { overdue, flooded, seconds }) };
    if (output.length > FLOOD) flooded.abort();
  }
  return { code: undefined, output: output.toString(), trouble: "it never ended" };
}

function troubleOf(
  exit: { readonly signal?: string; readonly error?: string },
  { overdue, flooded, seconds }: { overdue: AbortSignal; flooded: AbortController; seconds: number },
): { trouble?: string } {
  if (flooded.signal.aborted) return { trouble: "it was stopped: it wrote more than 64 MB" };
  if (overdue.aborted) return { trouble: `it was stopped after ${seconds} seconds` };
  if (exit.error !== undefined) return { trouble: exit.error };
  return exit.signal === undefined ? {} : { trouble: `it was ended with ${exit.signal}` };
}
