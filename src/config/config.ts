import { join, resolve } from "node:path";
import type { z } from "zod";
import { explain } from "../agents/explain.ts";
import { loadAgents } from "../agents/load.ts";
import { isProblems, type LocatedYaml, parseYaml } from "../agents/located-yaml.ts";
import { type AgentDefinition, HEALTH, type PartConfig, type WorkspaceDefinition } from "../core/contracts/agent.ts";
import type { Prices } from "../core/contracts/prices.ts";
import type { Reporting } from "../core/contracts/reporting.ts";
import type { WebhookSettings } from "../core/contracts/webhooks.ts";
import type { Calendars, Schedule } from "../core/contracts/when.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import type { Parts } from "../core/parts/parts.ts";
import { parseWhen } from "../core/when/parse.ts";
import { INBOX } from "../core/work/inbox-source.ts";
import { CONFIG_FILE, STATE_FOLDER } from "../fleet-folder.ts";
import { loadCalendars } from "./calendars.ts";
import { type NamedFiles, refuseExposed, type Trust } from "./exposed-files.ts";
import { readFleetFile } from "./fleet-file.ts";
import { loopProblems } from "./loop-problems.ts";
import { channelProblems } from "./outgoing-problems.ts";
import { channelParts, reportingOf } from "./outgoing-schema.ts";
import { checkPart, partProblems, type Where } from "./part-problems.ts";
import { type ContainmentConfig, located, placed } from "./paths.ts";
import { loadPlugin } from "./plugins.ts";
import { loadPrices } from "./prices.ts";
import { ConfigSchema } from "./schema.ts";
import { partsOf, takenOut } from "./standing-parts.ts";
import { hookProblems, webhooksOf } from "./webhooks.ts";
import { WORKSPACE_NAME } from "./workspace-schema.ts";

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

type FleetSettings = z.infer<typeof ConfigSchema>;

/** Reads and checks all of a fleet's files, before anything starts. Rejects with every mistake in them at once. */
export async function loadConfig(folder: string, parts: Parts, trust: Trust = "everybody"): Promise<Config> {
  const located = parseYaml(readFleetFile(folder), { file: CONFIG_FILE, firstLine: 1 });
  if (isProblems(located)) throw new ConfigError(located);
  const checked = ConfigSchema.safeParse(located.value ?? {});
  const wrong = checked.success
    ? []
    : explain(checked.error.issues, { file: CONFIG_FILE, settings: located, schema: ConfigSchema });
  const settings = checked.data ?? parseWhatIsValid(located.value);
  if (trust === "owner") refuseExposed(folder, settings);
  const problems = [...wrong, ...(await pluginProblems(folder, settings, { located, parts }))];
  const { calendars, problems: misdated } = loadCalendars(folder);
  const { prices, problems: mispriced } = loadPrices(folder);
  const declared = declaredBy(folder, settings, { parts, calendars });
  const loaded = await loadAgents(resolve(folder, settings.agents), declared);
  problems.push(...partProblems(settings, located, parts), ...loopProblems(loaded.schedules));
  problems.push(...misdated, ...mispriced, ...loaded.problems);
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

/** Settings that can be used of a file with mistakes in it, so that the agents' files are still checked. */
function parseWhatIsValid(value: unknown): FleetSettings {
  const given = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const usable = Object.entries(ConfigSchema.shape).flatMap(([name, schema]) => {
    const one = schema.safeParse(given[name]);
    return one.success ? [[name, one.data] as const] : [];
  });
  const names = Object.keys(given.workspaces ?? {}).filter((name) => WORKSPACE_NAME.test(name));
  const workspaces = Object.fromEntries(
    (names.length > 0 ? names : ["unknown"]).map((name) => [name, { remote: "?" }]),
  );
  return {
    ...ConfigSchema.parse({ workspaces }),
    ...Object.fromEntries(usable),
  };
}

async function pluginProblems(
  folder: string,
  { plugins }: FleetSettings,
  { located, parts }: { located: LocatedYaml; parts: Parts },
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [at, plugin] of plugins.entries()) {
    const message = await loadPlugin(plugin, folder, parts);
    if (message)
      problems.push({ file: CONFIG_FILE, line: located.lineOf(["plugins", at]), message: `plugins.${at}: ${message}` });
  }
  return problems;
}

function declaredBy(
  folder: string,
  { workspaces, sources, zone }: FleetSettings,
  { parts, calendars }: { readonly parts: Parts; readonly calendars: Calendars },
) {
  const names = sources.map(({ name, use }) => (typeof name === "string" ? name : use));
  const known = { zone, calendars, events: [INBOX, HEALTH, ...names] };
  return {
    fleet: folder,
    workspaces: Object.keys(workspaces),
    sources: names,
    readWhen: (texts: readonly string[], agents: readonly string[]) => parseWhen(texts, { ...known, agents }),
    checkBackend: (part: PartConfig, where: Where) => checkPart(parts, "backend", part, where),
  };
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
