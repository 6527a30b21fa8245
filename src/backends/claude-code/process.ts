import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackendRequest } from "../../core/contracts/backend.ts";
import type { Host } from "../../core/contracts/plugin.ts";
import type { ProcessSpec } from "../../core/contracts/processes.ts";
import { argumentsFor, environmentFor } from "./command-line.ts";
import type { Conversation } from "./conversation.ts";
import { projectInstructions } from "./instructions.ts";
import type { Options } from "./options.ts";
import { signInFrom } from "./sign-in.ts";
import { readTrusted } from "./trust/copies.ts";

/** Claude Code as it is installed here, with the options of an agent's file. */
export interface ClaudeProgram {
  readonly executable: string;
  readonly options: Options;
  readonly host: Host;
}

/** Process of one run. Rejects where the files that its owner has approved cannot be read. */
export async function processOf(
  { executable, options, host }: ClaudeProgram,
  request: BackendRequest,
  conversation: Conversation,
): Promise<ProcessSpec> {
  const { cwd, home, deadline, lock, reach } = request;
  const signIn = signInFrom(host.credentials);
  const from = { environment: host.environment, signIn: signIn.ok ? signIn.env : {} };
  const trusted = await readTrusted(host.trusted);
  // A hook may be what keeps the agent in bounds: without those that were approved, it does not run.
  if (trusted.kind === "broken") throw new Error(trusted.reason);
  const files = { ...(trusted.kind === "copies" && trusted), instructions: await instructionsFile(cwd, home) };
  return {
    argv: [executable, ...argumentsFor(request, options, files)],
    cwd,
    env: environmentFor(home, options, from),
    stdin: conversation.lines,
    stop: () => conversation.interrupt(),
    deadline,
    holding: [lock],
    reach: reach && {
      ...reach,
      reads: [...reach.reads, ...optionalFile(files.settings), ...optionalFile(files.servers)],
    },
  };
}

/** In the run's home: long texts are no arguments. */
async function instructionsFile(clone: string, home: string): Promise<string | undefined> {
  const text = await projectInstructions(clone);
  if (text === undefined) return undefined;
  const file = join(home, "project-instructions.md");
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

const optionalFile = (file: string | undefined): string[] => (file === undefined ? [] : [file]);
