import type { BackendRequest } from "../../core/contracts/backend.ts";
import type { Options } from "./options.ts";
import { permissionsFor } from "./permissions.ts";

const STREAMING = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"];
/** Flags that deny everything not allowed, and leave out the repository's own settings and servers. */
const CLOSED = ["--permission-mode", "dontAsk", "--setting-sources", "", "--strict-mcp-config", "--no-chrome"];

/** The folder of the home that the CLI keeps its settings and transcripts in. */
export const configFolder = (home: string): string => `${home}/.claude`;

/** Files the CLI is given, beside its arguments. */
export interface Files {
  readonly instructions?: string | undefined;
  /** Hooks that the owner has approved. */
  readonly settings?: string | undefined;
  /** MCP servers that the owner has approved. */
  readonly servers?: string | undefined;
}

/**
 * The CLI's arguments. Nothing in the repository can change how it runs: no settings, hooks, MCP servers or memory files
 * of the project are read.
 */
export function argumentsFor(request: BackendRequest, options: Options, files: Files = {}): string[] {
  const { tools, rules } = permissionsFor(request.tools);
  return [
    ...STREAMING,
    ...CLOSED,
    ...optionalFlag("--tools", tools.join(",")),
    ...optionalFlag("--allowedTools", rules.join(",")),
    ...optionalFlag("--model", request.model),
    ...optionalFlag("--resume", request.earlier?.session),
    ...(request.earlier ? ["--fork-session"] : []),
    ...optionalFlag("--session-id", request.session),
    ...optionalFlag("--max-turns", options.turns),
    ...optionalFlag("--max-budget-usd", budgetFor(request, options)),
    ...optionalFlag("--append-system-prompt-file", files.instructions),
    ...trustedArguments(files),
  ];
}

/** They are in effect however closed it is to everything else. */
const trustedArguments = ({ settings, servers }: Files): string[] => [
  ...optionalFlag("--settings", settings),
  ...optionalFlag("--mcp-config", servers),
];

/** The smaller of what its own file and the fleet's budget allow: the CLI looks at it after each turn. */
function budgetFor({ allowance }: BackendRequest, { dollars }: Options): number | undefined {
  const caps = [dollars, allowance && allowance / 1_000_000].filter((cap) => cap !== undefined);
  return caps.length > 0 ? Math.min(...caps) : undefined;
}

const optionalFlag = (flag: string, value: string | number | undefined) =>
  value === undefined ? [] : [flag, String(value)];

/** For a person at a terminal, who is asked for what is not allowed; as closed to the repository as a run is. */
export const argumentsToOpen = (session: string, model: string | undefined, files: Files): string[] => [
  "--resume",
  session,
  "--setting-sources",
  "",
  "--strict-mcp-config",
  ...optionalFlag("--model", model),
  ...trustedArguments(files),
];

/** Nothing that outlives the run, talks to a server other than the API, or reads what the prompt merely mentions. */
const QUIET = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_AUTOUPDATER: "1",
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
  CLAUDE_CODE_DISABLE_CRON: "1",
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: "1",
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: "1",
  ENABLE_TOOL_SEARCH: "false",
  CLAUDE_ENABLE_BYTE_WATCHDOG: "1",
  BASH_DEFAULT_TIMEOUT_MS: "120000",
};

/** Never answering is the same as never going on, but the first byte may take its time. */
const FIRST_BYTE = 3;

/** Its whole environment. */
export function environmentFor(
  home: string,
  { retries, stall }: Pick<Options, "retries" | "stall">,
  from: { readonly environment: Readonly<Record<string, string>>; readonly signIn: Readonly<Record<string, string>> },
): Record<string, string> {
  const tmp = `${home}/tmp`;
  return {
    ...from.environment,
    HOME: home,
    CLAUDE_CONFIG_DIR: configFolder(home),
    TERM: "dumb",
    TMPDIR: tmp,
    CLAUDE_CODE_TMPDIR: tmp,
    XDG_RUNTIME_DIR: tmp,
    ...QUIET,
    CLAUDE_CODE_MAX_RETRIES: String(retries),
    CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: String(stall * 1000),
    API_TIMEOUT_MS: String(stall * FIRST_BYTE * 1000),
    ...from.signIn,
  };
}
