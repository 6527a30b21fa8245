import type { Fleet } from "../contracts/fleet.ts";
import type { Lock } from "../contracts/locks.ts";
import type { Reach } from "../contracts/processes.ts";
import { tellingLine, withLine } from "../text/complaint.ts";

/** Place in which the owner's commands run: the session's clone, contained like its agent. */
export interface CommandPlace {
  readonly cwd: string;
  readonly home: string;
  /** Milliseconds each of them may take. */
  readonly deadline: number;
  readonly lock: Lock;
  readonly reach?: Reach;
}

/** Runs commands of midwatch.yaml, one after the other. Answers with why the first one that fails has failed. */
export async function runOwnerCommands(
  machine: Pick<Fleet, "processes" | "environment">,
  commands: readonly string[],
  place: CommandPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const command of commands) {
    const failure = await run(machine, command, place, signal);
    if (failure) return failure;
  }
  return undefined;
}

/** The owner's words, so a shell may read them. */
async function run(
  { processes, environment }: Pick<Fleet, "processes" | "environment">,
  command: string,
  { cwd, home, deadline, lock, reach }: CommandPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const env = { ...environment, HOME: home, TMPDIR: `${home}/tmp`, CI: "true" };
  const spec = { argv: ["sh", "-c", command] as const, cwd, env, stdin: "", deadline, holding: [lock], reach };
  const overdue = AbortSignal.any([signal, AbortSignal.timeout(deadline)]);
  let said = "";
  for await (const event of processes.run(spec, overdue)) {
    if (event.type === "line") said = withLine(said, event.text);
    else if (event.code !== 0)
      return `${command} ended with ${event.code ?? event.signal ?? event.error}: ${tellingLine(said)}`;
  }
  return undefined;
}
