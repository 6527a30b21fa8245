import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { builtIn } from "../../../built-in.ts";
import type { Config } from "../../../config/config.ts";
import { STATE_FOLDER } from "../../../fleet-folder.ts";
import { configReadiness, mistakesAsReadiness } from "../fleet-readiness.ts";
import type { Readiness } from "../readiness.ts";
import type { Proposal } from "./proposal.ts";

/** Readiness of the agents of a proposal, were it written as it is. Written is nothing but a copy that goes again. */
export async function proposedReadiness(proposal: Proposal, signal: AbortSignal): Promise<readonly Readiness[]> {
  const copy = await mkdtemp(join(tmpdir(), "midwatch-proposal-"));
  try {
    for (const { path, after } of proposal.files) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), after);
    }
    const { loadConfig } = await import("../../../config/config.ts");
    const parts = builtIn();
    const config = await loadConfig(copy, parts).catch(mistakesAsReadiness);
    if (!("agents" in config)) return config;
    const there = { ...config, ...asIfWritten(config, copy, proposal) };
    return await configReadiness(there, parts, signal);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The folders as they would be: credentials and programs are looked for where the fleet is to stand. */
function asIfWritten(config: Config, copy: string, { folder, remote }: Proposal): Partial<Config> {
  const moved = (path: string) => (path.startsWith(`${copy}/`) ? join(folder, relative(copy, path)) : path);
  return {
    folder,
    state: join(folder, STATE_FOLDER),
    // A remote that is only proposed has nothing to be asked.
    workspaces: remote ? [] : config.workspaces.map((one) => ({ ...one, remote: moved(one.remote) })),
    agents: config.agents.map((agent) =>
      agent.backend.use === "command" ? agent : { ...agent, folder: moved(agent.folder) },
    ),
  };
}
