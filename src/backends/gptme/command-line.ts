import type { BackendRequest } from "../../core/contracts/backend.ts";
import { lessonVariables } from "./lessons.ts";
import { CONVERSATION, logsHome } from "./log.ts";
import type { Options } from "./options.ts";
import type { NativeRun } from "./project.ts";
import { mayRun, nativeTools, toolsFor, wantsServers } from "./tools.ts";

/** In bytes: the kernel's limit for one argument is 131,071. */
const LONGEST_PROMPT = 100_000;

/**
 * The arguments of a run. Where gptme's own settings are not in force, what the repository's gptme.toml would add to the
 * prompt, ours has, or leaves out.
 */
export function argumentsFor(
  { model, tools, prompt, home }: BackendRequest,
  { system }: Options,
  native: NativeRun | undefined,
): string[] {
  const foreign = ["--no-workspace", `--system=${system ?? "full"}`, `--tools=${toolsFor(tools).join(",")}`];
  const own = native && [
    ...(system === undefined ? [] : [`--system=${system}`]),
    // Its command line takes no tools of servers; its environment does.
    ...(wantsServers(tools) ? [] : [`--tools=${nativeTools(tools, native)}`]),
  ];
  return [
    "--non-interactive",
    "--output-format=json",
    `--name=${CONVERSATION}`,
    ...(own ?? foreign),
    ...(model === undefined ? [] : [`--model=${model}`]),
    "--",
    promptArgument(prompt, promptFile(home)),
  ];
}

export const promptFile = (home: string): string => `${home}/prompt.md`;

/**
 * A long prompt is its beginning, and where the whole of it stands: as a file's name alone gptme would leave it out
 * without a word, and from standard input it takes what comes in its first second.
 */
export function promptArgument(prompt: string, file: string): string {
  // A first character "/" would make a command of it, and "-" alone the end of a turn.
  const safe = /^[/-]/.test(prompt) ? `\n${prompt}` : prompt;
  const bytes = Buffer.from(safe);
  if (bytes.length <= LONGEST_PROMPT) return safe;
  const head = bytes
    .subarray(0, LONGEST_PROMPT)
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
  return `Your task is long: the whole of it is in ${file}. Read all of that file before you start. It begins:\n\n${head}`;
}

/** Nothing of its own that is not asked for: history, look-ups, and paths in the prompt taken for orders. */
const QUIET = {
  GPTME_CHAT_HISTORY: "false",
  GPTME_DISABLE_PATH_INCLUDE: "1",
  GPTME_NO_LOCAL_DISCOVERY: "1",
  GPTME_TIKTOKEN_TIMEOUT: "0",
  GPTME_TELEMETRY_ENABLED: "false",
  GPTME_CHECK: "false",
  GPTME_AUTOCOMMIT: "false",
  // Requests that leave no message are only in these.
  GPTME_EXIT_STATS: "1",
  // It starts over what GPTME_MAX_STEPS has ended, with as many steps again. The guards see loops as they happen.
  GPTME_STUCK_DETECT: "0",
  // Its own words come in lines of this length.
  COLUMNS: "1000",
  TERM: "dumb",
};

/** Things that a run's environment is made of. */
interface EnvironmentSources {
  readonly environment: Readonly<Record<string, string>>;
  readonly signIn: Readonly<Record<string, string>>;
  readonly native: NativeRun | undefined;
}

/** Its whole environment. */
export function environmentFor(
  { home, cwd, tools, lessons }: Pick<BackendRequest, "home" | "cwd" | "tools" | "lessons">,
  { steps, retries, stall, baseUrl }: Options,
  from: EnvironmentSources,
): Record<string, string> {
  return {
    ...from.environment,
    HOME: home,
    TMPDIR: `${home}/tmp`,
    GPTME_LOGS_HOME: logsHome(home),
    ...QUIET,
    ...lessonVariables(cwd, from.native && lessons),
    // Who may run commands could run these; for anybody else they would be a way around its tools.
    ...(from.native && mayRun(tools) && { GPTME_TRUST_PROJECT_SHELL: "1" }),
    ...(from.native && wantsServers(tools) && { TOOL_ALLOWLIST: nativeTools(tools, from.native) }),
    GPTME_LLM_MAX_RETRIES: String(retries + 1),
    LLM_API_TIMEOUT: String(stall),
    ...(steps !== undefined && { GPTME_MAX_STEPS: String(steps) }),
    ...(baseUrl !== undefined && { OPENAI_BASE_URL: baseUrl }),
    ...from.signIn,
  };
}
