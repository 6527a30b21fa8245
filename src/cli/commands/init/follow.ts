import { isAbsolute, join, normalize, relative } from "node:path";
import { type AgentCall, callsIn, type ScriptCall } from "./call.ts";
import type { Sourced } from "./job.ts";
import type { Survey } from "./survey.ts";

/** The call of an agent behind a command line: in it, or in the script it runs. */
export interface Followed {
  readonly call: Sourced<AgentCall>;
  readonly script?: string;
  readonly directory?: string;
  /** Time limits on the way to the call, in seconds. */
  readonly timeouts: readonly Sourced<number>[];
  /** Names of variables set on the way. */
  readonly given: readonly string[];
}

export interface Start {
  readonly command: string;
  readonly from: string;
  readonly directory?: string;
}

export type Repository = Pick<Survey, "folder" | "home" | "read">;

/**
 * Follows a command line to the agent it runs, through one script. A sentence when there is a script of this
 * repository that cannot be read; undefined when no agent runs, or not in this repository.
 */
export async function follow(start: Start, repository: Repository): Promise<Followed | string | undefined> {
  const { agents, scripts } = callsIn(start.command, { HOME: repository.home });
  const [agent] = agents;
  if (agent) {
    const directory = placed(agent.directory ?? start.directory, start.directory, repository);
    if (directory === undefined || pathIn(directory, repository.folder) === undefined) return undefined;
    return direct(agent, start.from, directory);
  }
  for (const script of scripts) {
    const found = await throughScript(script, start, repository);
    if (found !== undefined) return found;
  }
  return undefined;
}

const direct = (call: AgentCall, from: string, directory: string): Followed => ({
  call: { value: call, from },
  directory,
  timeouts: timeoutOf(call, from),
  given: call.given,
});

async function throughScript(
  script: ScriptCall,
  start: Start,
  repository: Repository,
): Promise<Followed | string | undefined> {
  const directory = placed(script.directory ?? start.directory, start.directory, repository);
  const path = placed(script.path, directory, repository);
  if (path === undefined) return undefined;
  const inside = pathIn(path, repository.folder);
  const here = inside !== undefined || (directory !== undefined && pathIn(directory, repository.folder) !== undefined);
  const text = await repository.read(path);
  const shown = inside ?? path;
  if (text === undefined) return here ? `${start.from} runs ${shown}, which cannot be read` : undefined;
  const call = callsIn(text, { HOME: repository.home }).agents[0];
  if (!call) return undefined;
  const moved = call.directory === undefined ? undefined : placed(call.directory, directory, repository);
  if (!here && (moved === undefined || pathIn(moved, repository.folder) === undefined)) return undefined;
  const from = `${shown} line ${call.line}`;
  const at = moved ?? directory;
  return {
    call: { value: call, from },
    script: shown,
    ...(at !== undefined && { directory: at }),
    timeouts: [...timeoutOf(script, start.from), ...timeoutOf(call, from)],
    given: [...script.given, ...call.given],
  };
}

const timeoutOf = ({ timeout }: { readonly timeout?: number }, from: string): Sourced<number>[] =>
  timeout === undefined ? [] : [{ value: timeout, from: `timeout in ${from}` }];

/** A path as a shell of that person's would find it; undefined when it is only known at run time. */
function placed(path: string | undefined, from: string | undefined, { home }: Repository): string | undefined {
  if (path === undefined) return undefined;
  const expanded = path.replace(/^~(?=\/|$)/, home).replace(/^%h(?=\/|$)/, home);
  if (/[$`]/.test(expanded)) return undefined;
  if (isAbsolute(expanded)) return normalize(expanded);
  return from === undefined ? undefined : join(from, expanded);
}

/** The path inside of a folder; `.` for the folder itself, undefined for what is elsewhere. */
export function pathIn(path: string, folder: string): string | undefined {
  const inside = relative(folder, path) || ".";
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : inside;
}

/** Facts about the job that a way to a call says, whatever starts it. */
export function carried({ call, script, directory, timeouts, given }: Followed) {
  return {
    call,
    limits: timeouts.map(({ value, from }) => ({ value: value / 60, from })),
    environment: given.map((name) => ({ value: `the variable ${name}`, from: call.from })),
    ...(script !== undefined && { script }),
    ...(directory !== undefined && { directory: { value: directory, from: call.from } }),
  };
}
