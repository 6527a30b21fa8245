import { join, resolve } from "node:path";
import { loadAgents } from "../agents/load.ts";
import type { AgentDefinition, PartConfig, WorkspaceDefinition } from "../core/contracts/agent.ts";
import type { Prices } from "../core/contracts/prices.ts";
import type { Reporting } from "../core/contracts/reporting.ts";
import type { WebhookSettings } from "../core/contracts/webhooks.ts";
import type { Schedule } from "../core/contracts/when.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import type { Parts } from "../core/parts/parts.ts";
import { CONFIG_FILE, STATE_FOLDER } from "../fleet-folder.ts";
import { type FleetSettings, readDeclared } from "./declared.ts";
import type { NamedFiles, Trust } from "./exposed-files.ts";
import { loopProblems } from "./loop-problems.ts";
import { channelProblems } from "./outgoing-problems.ts";
import { channelParts, reportingOf } from "./outgoing-schema.ts";
import { checkPart, partProblems } from "./part-problems.ts";
import { type ContainmentConfig, located, placed } from "./paths.ts";
import { partsOf, takenOut } from "./standing-parts.ts";
import { hookProblems, webhooksOf } from "./webhooks.ts";

/** A fleet as its files declare it: every path absolute, every default filled in. */
export interface Config {
  readonly folder: string;
  readonly state: string;
  readonly zone: string;
  readonly slots: number;
  /** Milliseconds. */
  readonly catchUp: number;
  readonly containment: ContainmentConfig;
  readonly workspaces: readonly WorkspaceDefinition[];
  readonly agents: readonly AgentDefinition[];
  /** The files and folders that its file names. */
  readonly named: NamedFiles;
  /** Schedules of the agents that have one. */
  readonly schedules: readonly Schedule[];
  readonly sources: readonly PartConfig[];
  readonly dispatch: PartConfig;
  readonly budget: PartConfig;
  readonly healthChecks: readonly PartConfig[];
  /** Milliseconds. */
  readonly healthEvery: number;
  readonly lessons: FleetSettings["lessons"];
  readonly brief: FleetSettings["brief"];
  readonly memory: FleetSettings["memory"];
  /** Bytes. */
  readonly records: number;
  readonly guards: readonly PartConfig[];
  /** Guards and checks that its owner has taken out. */
  readonly takenOut: readonly Problem[];
  readonly webhooks: WebhookSettings;
  readonly channels: Readonly<Record<string, PartConfig>>;
  readonly reporting: Reporting;
  readonly waits: FleetSettings["waits"];
  /** Prices of models. */
  readonly prices: Prices;
}

/** Reads and checks all of a fleet's files, before anything starts. Rejects with every mistake in them at once. */
export async function loadConfig(folder: string, parts: Parts, trust: Trust = "everybody"): Promise<Config> {
  const { settings, located, declared, prices, problems } = await readDeclared(folder, parts, trust);
  const loaded = await loadAgents(resolve(folder, settings.agents), declared);
  problems.push(...partProblems(settings, located, parts), ...loopProblems(loaded.schedules));
  problems.push(...loaded.problems);
  problems.push(
    ...channelProblems(settings, located, (part, at) =>
      checkPart(parts, "channel", part, { file: CONFIG_FILE, settings: located, at }),
    ),
  );
  const names = loaded.agents.map(({ name }) => name);
  // An agent whose file has mistakes in it is no missing one.
  if (loaded.problems.length === 0) problems.push(...hookProblems(settings.webhooks, names, located));
  if (problems.length > 0) throw new ConfigError(problems.toSorted(byPlace));
  const out = [
    ...takenOut("guards", settings.guards, located),
    ...takenOut("healthChecks", settings.healthChecks, located),
  ];
  return toConfig(folder, settings, { ...loaded, prices, takenOut: out });
}

type Loaded = Pick<Config, "agents" | "schedules" | "prices" | "takenOut">;

function toConfig(
  folder: string,
  settings: FleetSettings,
  { agents, schedules, prices, takenOut: out }: Loaded,
): Config {
  const { zone, slots, sources, dispatch, budget, healthChecks, guards, lessons, brief } = settings;
  return {
    folder,
    state: join(folder, STATE_FOLDER),
    zone,
    slots,
    catchUp: settings.catchUpHours * 3_600_000,
    containment: placed(settings.containment, folder),
    workspaces: workspacesOf(settings, folder),
    agents,
    named: { agents: settings.agents, plugins: settings.plugins },
    schedules,
    sources,
    dispatch,
    budget,
    healthChecks: partsOf("healthChecks", healthChecks),
    healthEvery: settings.healthMinutes * 60_000,
    guards: partsOf("guards", guards),
    takenOut: out,
    prices,
    lessons,
    brief,
    waits: settings.waits,
    webhooks: webhooksOf(settings.webhooks),
    channels: channelParts(settings),
    reporting: reportingOf(settings),
    memory: settings.memory,
    records: settings.records.megabytes * 1024 * 1024,
  };
}

const workspacesOf = ({ workspaces }: FleetSettings, folder: string) =>
  Object.entries(workspaces).map(([name, { remote, branch, checkout, identity, ...tree }]) => {
    const from = checkout === undefined ? {} : { checkout: resolve(folder, checkout) };
    return { name, branch, identity, remote: located(remote, folder), tree: { ...tree, ...from } };
  });

const byPlace = (a: Problem, b: Problem) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0);
