import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { builtIn } from "./built-in.ts";
import { type Config, loadConfig } from "./config.ts";
import { type Chosen, compose } from "./container.ts";
import type { AgentDefinition } from "./core/contracts/agent.ts";
import type { Fleet } from "./core/contracts/fleet.ts";
import type { Processes } from "./core/contracts/host.ts";
import type { Host } from "./core/contracts/plugin.ts";
import { EventBus } from "./core/event-bus.ts";
import { systemClock } from "./core/host/clock.ts";
import { findContainment } from "./core/host/containment.ts";
import { writeConfiguration } from "./core/host/git/configuration.ts";
import { Hub } from "./core/host/git/hub.ts";
import { Database } from "./core/host/ledger/database.ts";
import { SqliteLedger } from "./core/host/ledger/sqlite-ledger.ts";
import { FileLocks } from "./core/host/locks.ts";
import { ContainedProcesses } from "./core/host/processes.ts";
import { StateFolders } from "./core/host/session-folders.ts";
import { Named } from "./core/named.ts";
import type { Parts } from "./core/parts.ts";
import type { Watch } from "./core/watch.ts";
import { Token } from "./tokens.ts";

/** A fleet on this machine, put together and ready to work. */
export interface Assembled {
  readonly fleet: Fleet;
  readonly watch: Watch;
}

/** From the fleet's folder. Rejects with every mistake in its files. */
export async function assemble(folder: string, environment: Readonly<Record<string, string>>): Promise<Assembled> {
  const parts = builtIn();
  const config = await loadConfig(folder, parts);
  await mkdir(config.state, { recursive: true, mode: 0o700 });
  const gitConfig = await writeConfiguration(config.state);
  const fleet = fleetOf(config, new ContainedProcesses(await findContainment()), gitConfig);
  const host = { clock: fleet.clock, processes: fleet.processes, environment, folder: config.folder };
  for (const listener of parts.listeners) fleet.events.subscribe(listener);
  const container = compose({ fleet, ...choose(config, parts, host) });
  return { fleet, watch: container.get(Token.watch) };
}

function fleetOf({ state, agents, zone, slots, workspaces }: Config, processes: Processes, gitConfig: string): Fleet {
  const hubs = workspaces.map((w) => [w.name, new Hub(w, join(state, "repos", `${w.name}.git`), gitConfig)] as const);
  return {
    agents,
    zone,
    slots,
    processes,
    workspaces: new Named("workspace", new Map(hubs)),
    ledger: new SqliteLedger(new Database(join(state, "ledger.db"))),
    locks: new FileLocks(join(state, "locks")),
    folders: new StateFolders(join(state, "sessions")),
    clock: systemClock,
    events: new EventBus(systemClock),
  };
}

/** The parts the fleet's files name, made with the options they give. */
function choose({ agents, sources, dispatch, healthChecks }: Config, parts: Parts, host: Host): Omit<Chosen, "fleet"> {
  const backendOf = (agent: AgentDefinition) => parts.make("backend", agent.backend, { ...host, folder: agent.folder });
  return {
    backends: new Named("agent", new Map(agents.map((agent) => [agent.name, backendOf(agent)]))),
    dispatch: parts.make("dispatch", dispatch, host),
    sources: sources.map((source) => parts.make("workSource", source, host)),
    healthChecks: healthChecks.map((check) => parts.make("healthCheck", check, host)),
  };
}
