import type { BackendRequest, BackendResult } from "./contracts/backend.ts";
import type { Fleet } from "./contracts/fleet.ts";

const NOTHING_USED = { inputTokens: 0, outputTokens: 0 };

/** Runs a workspace's setup commands in a fresh clone. Answers with how the run ends if one of them fails. */
export async function setUp(
  machine: Pick<Fleet, "processes" | "environment">,
  commands: readonly string[],
  request: BackendRequest,
  signal: AbortSignal,
): Promise<BackendResult | undefined> {
  for (const command of commands) {
    const failure = await run(machine, command, request, signal);
    if (failure) return { stopReason: "error", cause: "setup", text: `setup: ${failure}`, usage: NOTHING_USED };
  }
  return undefined;
}

/** The owner's words from midwatch.yaml, so a shell may read them; contained like the agent, and in its folder. */
async function run(
  { processes, environment }: Pick<Fleet, "processes" | "environment">,
  command: string,
  { cwd, home, deadline, lock }: BackendRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  const env = { ...environment, HOME: home, TMPDIR: `${home}/tmp`, CI: "true" };
  const spec = { argv: ["sh", "-c", command] as const, cwd, env, stdin: "", deadline, holding: [lock] };
  let last = "";
  for await (const event of processes.run(spec, signal)) {
    if (event.type === "line") last = event.text.trim() || last;
    else if (event.code !== 0) return `${command} ended with ${event.code ?? event.signal ?? event.error}: ${last}`;
  }
  return undefined;
}
