import { execa } from "execa";
import { tellingLine } from "../text/complaint.ts";

/** Answer of a program to a short question. `code` is missing when it could not be started or took too long. */
export interface ProgramAnswer {
  readonly code?: number;
  readonly out: string;
  /** Reason for having no good answer, in the program's own words: one line. */
  readonly reason: string;
}

export interface AskOptions {
  readonly cwd: string;
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const SHORT_MS = 5_000;
/** Set while a git hook runs: git would answer about another repository than the one it is asked about. */
const MISLEADING = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_CONFIG_PARAMETERS"];

/** Asks a program a question that changes nothing, as the person would: their environment, no stdin. Never throws. */
export async function askProgram(argv: readonly [string, ...string[]], options: AskOptions): Promise<ProgramAnswer> {
  const { cwd, timeout = SHORT_MS, env = {} } = options;
  const given = { ...withoutMisleading(process.env), LC_ALL: "C", ...env };
  // It ends what the program has started, too: a pipe that somebody still holds would keep us waiting.
  const result = await execa("timeout", ["--signal=KILL", `${timeout / 1000}`, ...argv], {
    cwd,
    env: given,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
  });
  const { exitCode, signal, stdout, stderr, originalMessage = "" } = result;
  if (signal === "SIGKILL")
    return { out: stdout, reason: `${argv[0]} did not answer within ${timeout / 1000} seconds` };
  return {
    ...(exitCode !== undefined && { code: exitCode }),
    out: stdout,
    reason: tellingLine(stderr) || originalMessage,
  };
}

function withoutMisleading(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !MISLEADING.includes(name)));
}
