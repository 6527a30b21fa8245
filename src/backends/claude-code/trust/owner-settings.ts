import { z } from "zod";
import { messageOf } from "../../../core/errors.ts";

/** Paths of the owner's settings for Claude Code in a repository. */
export const REPOSITORY_FILES = [".claude/settings.json", ".mcp.json"] as const;
export const USER_FILE = "~/.claude/settings.json";

const COMMAND_HOOK = z.looseObject({ type: z.literal("command"), command: z.string().min(1) });
const HTTP_HOOK = z.looseObject({ type: z.literal("http"), url: z.url() });
/** As the CLI reads it: one entry of another form, and it drops every setting without a word. */
const Matcher = z.strictObject({
  matcher: z.string().optional(),
  hooks: z.array(z.discriminatedUnion("type", [COMMAND_HOOK, HTTP_HOOK])).min(1),
});
const LocalServer = z.looseObject({ command: z.string().min(1), args: z.array(z.string()).optional() });
const Server = z.union([LocalServer, z.looseObject({ type: z.enum(["http", "sse"]), url: z.url() })]);
const Entries = z.record(z.string(), z.unknown());

type Hooks = Readonly<Record<string, readonly z.infer<typeof Matcher>[]>>;
type Servers = Readonly<Record<string, z.infer<typeof Server>>>;

/** Settings of a source that can be trusted, and those that cannot, with the reason. */
export interface ReadSettings {
  readonly source: string;
  readonly hooks: Hooks;
  readonly servers: Servers;
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly source: string;
  readonly what: string;
  readonly reason: string;
}

/** Reasons for which a setting is never taken over, even when a person approves it. */
const NEVER: Readonly<Record<string, string>> = {
  apiKeyHelper: "the sign-in comes from the fleet's credentials, and from nowhere else",
  permissions: "what an agent may do is set in its file, under tools",
  env: "a variable can send the sign-in elsewhere (ANTHROPIC_BASE_URL), or load a program",
};
const OTHERWISE = "only hooks and MCP servers can be trusted";
/** A server's description is expanded with the run's environment, which has the sign-in in it. */
const SIGN_IN = /\$\{(?:ANTHROPIC_|CLAUDE_)/;

/** Reads one source. A text that is no JSON, and every part of another form than the CLI's, is refused, not guessed at. */
export function readSource(source: string, text: string): ReadSettings {
  const nothing = { source, hooks: {}, servers: {} };
  const parsed = parse(text);
  if (!parsed.ok) return { ...nothing, refused: [{ source, what: source, reason: parsed.reason }] };
  const isServers = source === ".mcp.json";
  const { hooks = {}, mcpServers = {}, ...rest } = parsed.value;
  const taken = isServers ? entries(mcpServers, serverOf) : entries(hooks, hooksOf);
  const others = isServers
    ? Object.keys(rest)
    : [...Object.keys(rest), ...("mcpServers" in parsed.value ? ["mcpServers"] : [])];
  const refused = [
    ...others.map((what) => ({ source, what, reason: NEVER[what] ?? OTHERWISE })),
    ...taken.refused.map(({ name, reason }) => ({
      source,
      what: `${isServers ? "MCP server" : "hook"} ${name}`,
      reason,
    })),
  ];
  return { ...nothing, [isServers ? "servers" : "hooks"]: taken.kept, refused };
}

/** Several sources as the CLI would have them together: the hooks of each, the servers by name. */
export function together(readings: readonly ReadSettings[]): { readonly hooks: Hooks; readonly servers: Servers } {
  const hooks: Record<string, z.infer<typeof Matcher>[]> = {};
  for (const reading of readings)
    for (const [event, matchers] of Object.entries(reading.hooks))
      hooks[event] = [...(hooks[event] ?? []), ...matchers];
  return { hooks, servers: Object.assign({}, ...readings.map(({ servers }) => servers)) as Servers };
}

/** Programs that the hooks and servers of a reading run, for people: "hook PreToolUse: ./guard.sh". */
export function partsOf({ hooks, servers }: Pick<ReadSettings, "hooks" | "servers">): string[] {
  const told = Object.entries(hooks).flatMap(([event, matchers]) =>
    matchers.flatMap((matcher) =>
      matcher.hooks.map((hook) => `hook ${event}: ${hook.type === "http" ? hook.url : hook.command}`),
    ),
  );
  const started = Object.entries(servers).map(([name, server]) => `MCP server ${name}: ${whatRuns(server)}`);
  return [...told, ...started];
}

const whatRuns = (server: z.infer<typeof Server>): string =>
  typeof server.url === "string"
    ? server.url
    : [server.command, ...(LocalServer.safeParse(server).data?.args ?? [])].join(" ");

type Parsed =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly reason: string };

function parse(text: string): Parsed {
  try {
    const checked = Entries.safeParse(JSON.parse(text));
    return checked.success ? { ok: true, value: checked.data } : { ok: false, reason: "it is no JSON object" };
  } catch (thrown) {
    return { ok: false, reason: `it cannot be read: ${messageOf(thrown)}` };
  }
}

type One<T> = { readonly value: T } | { readonly reason: string };

interface Kept<T> {
  readonly kept: Readonly<Record<string, T>>;
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

function entries<T>(value: unknown, read: (value: unknown) => One<T>): Kept<T> {
  const found = Object.entries(Entries.safeParse(value).data ?? {}).map(([name, each]) => ({ name, ...read(each) }));
  return {
    kept: Object.fromEntries(found.flatMap((one) => ("value" in one ? [[one.name, one.value] as const] : []))),
    refused: found.flatMap((one) => ("reason" in one ? [{ name: one.name, reason: one.reason }] : [])),
  };
}

function hooksOf(value: unknown): One<readonly z.infer<typeof Matcher>[]> {
  const checked = z.array(Matcher).safeParse(value);
  return checked.success
    ? { value: checked.data }
    : { reason: `not as the CLI reads hooks: ${firstIssue(checked.error)}` };
}

function serverOf(value: unknown): One<z.infer<typeof Server>> {
  if (SIGN_IN.test(JSON.stringify(value))) return { reason: "it would be given the agent's sign-in" };
  const checked = Server.safeParse(value);
  return checked.success ? { value: checked.data } : { reason: "it names neither a command nor a url" };
}

const firstIssue = ({ issues: [issue] }: z.ZodError) =>
  `${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}`;
