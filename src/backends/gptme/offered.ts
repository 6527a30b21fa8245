import type { Tool } from "../../core/contracts/agent.ts";
import type { Offered } from "../../core/contracts/backend.ts";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { PROJECT_FILE, type Project, projectText, readProject } from "./project.ts";
import { mayRun, wantsServers } from "./tools.ts";

/** Facts of an agent's file that decide what of a gptme.toml is in force. */
interface Wish {
  readonly native: boolean | undefined;
  readonly tools: readonly Tool[] | undefined;
}

/** Parts of a commit's gptme.toml and whether each is in force; undefined where the file plays no part. */
export async function offeredBy(view: WorkspaceView, { native, tools }: Wish): Promise<readonly Offered[] | undefined> {
  const text = await projectText(view);
  if (text === undefined) return native ? [WITHOUT_SETTINGS] : undefined;
  const project = readProject(text);
  if (project.broken !== undefined)
    return [offer("the file", "broken", `cannot be read, and gptme does not start with it: ${project.broken}`)];
  if (native === false) return undefined;
  return [offer("settings, files and lessons", "on", "gptme runs natively here"), ...programsOf(project, tools)];
}

function programsOf(
  { contextCommand, hooks, servers }: Project,
  tools: readonly Tool[] | undefined,
): readonly Offered[] {
  const commands = [
    ...(contextCommand === undefined ? [] : [`context command ${contextCommand}`]),
    ...hooks.map((hook) => `hook ${hook}`),
  ];
  const runs = mayRun(tools);
  const [state, reason] = runs
    ? (["on", "the agent may run commands, and it runs where they do"] as const)
    : (["off", "the agent may not run commands: put run among its tools"] as const);
  const started = wantsServers(tools) ? "gptme starts it with the others, and " : "";
  const served = servers.map((name) =>
    wantsServers(tools, name)
      ? offer(`MCP server ${name}`, "on", "its tools are declared")
      : offer(`MCP server ${name}`, "off", runs ? `${started}${declare(name)}` : reason),
  );
  return [...commands.map((what) => offer(what, state, reason)), ...served];
}

const declare = (server: string) => `its tools have to be declared: tools: [mcp__${server}]`;

const WITHOUT_SETTINGS: Offered = {
  source: "native: true",
  what: "files and lessons",
  state: "on",
  reason: `gptme runs natively here, without a ${PROJECT_FILE}`,
};

const offer = (what: string, state: Offered["state"], reason: string): Offered => ({
  source: PROJECT_FILE,
  what,
  state,
  reason,
});
