import { join } from "node:path";
import type { Config } from "./config/config.ts";
import type { AgentDefinition } from "./core/contracts/agent.ts";
import type { Backend } from "./core/contracts/backend.ts";
import type { Host } from "./core/contracts/plugin.ts";
import type { Parts } from "./core/parts/parts.ts";
import { TRUSTED_FOLDER } from "./fleet-folder.ts";

/**
 * Variables a program gets of our environment: enough to be found and to print; no key, no token, no one's own
 * settings.
 */
const ALLOWED = ["PATH", "LANG", "LC_ALL", "TZ"];

/** The environment that every program starts with. */
export const allowed = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => ALLOWED.includes(entry[0]) && !!entry[1]),
  );

/** The backend of an agent, made as its file says. */
export function backendOf({ state }: Pick<Config, "state">, agent: AgentDefinition, made: BackendParts): Backend {
  const { parts, host } = made;
  const trusted = join(state, TRUSTED_FOLDER, agent.workspace);
  const { folder, model, tools } = agent;
  const own = { folder, trusted, ...(model !== undefined && { model }), ...(tools && { tools }) };
  return parts.make("backend", agent.backend, { ...host, ...own });
}

interface BackendParts {
  readonly parts: Parts;
  readonly host: Host;
}
