import { execa } from "execa";

/** What a program answered to a short question. `code` is missing when it could not be started or took too long. */
export interface Answer {
  readonly code?: number;
  readonly out: string;
  /** Why there is no good answer, in the program's own words: one line. */
  readonly reason: string;
}

export interface AskOptions {
  readonly cwd: string;
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const SHORT_MS = 5_000;
const KILLED_AFTER_MS = 500;
/** Set while a git hook runs: git would answer about another repository than the one it is asked about. */
const MISLEADING = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_CONFIG_PARAMETERS"];

/** Asks a program a question that changes nothing, as the person would: their environment, no stdin. Never throws. */
export async function ask(argv: readonly [string, ...string[]], options: AskOptions): Promise<Answer> {
  const { cwd, timeout = SHORT_MS, env = {} } = options;
  const [command, ...args] = argv;
  const given = { ...withoutMisleading(process.env), LC_ALL: "C", ...env };
  const result = await execa(command, args, {
    cwd,
    timeout,
    env: given,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    forceKillAfterDelay: KILLED_AFTER_MS,
  });
  const { exitCode, stdout, stderr, timedOut, originalMessage } = result;
  if (timedOut) return { out: stdout ?? "", reason: `${command} did not answer within ${timeout / 1000} seconds` };
  const reason = tellingLine(stderr ?? "") || (originalMessage ?? "");
  return { ...(exitCode !== undefined && { code: exitCode }), out: stdout ?? "", reason };
}

function withoutMisleading(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !MISLEADING.includes(name)));
}

/** The line that says why, out of all that a program complains. */
function tellingLine(text: string): string {
  const lines = text.trim().split("\n");
  return (lines.find((line) => /^(?:fatal|error|remote):|denied/i.test(line)) ?? lines.at(-1) ?? "").trim();
}
