import { basename } from "node:path";
import type { z } from "zod";
import { explain } from "../agents/explain.ts";
import { type Declared, parseAgent } from "../agents/load.ts";
import { isProblems, type LocatedYaml, parseYaml } from "../agents/located-yaml.ts";
import { HEALTH, type PartConfig } from "../core/contracts/agent.ts";
import type { Prices } from "../core/contracts/prices.ts";
import type { Calendars } from "../core/contracts/when.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import type { Parts } from "../core/parts/parts.ts";
import { parseWhen } from "../core/when/parse.ts";
import { INBOX } from "../core/work/inbox-source.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import { loadCalendars } from "./calendars.ts";
import { refuseExposed, type Trust } from "./exposed-files.ts";
import { readFleetFile } from "./fleet-file.ts";
import { checkPart, type Where } from "./part-problems.ts";
import { loadPlugin } from "./plugins.ts";
import { loadPrices } from "./prices.ts";
import { ConfigSchema } from "./schema.ts";
import { WORKSPACE_NAME } from "./workspace-schema.ts";

export type FleetSettings = z.infer<typeof ConfigSchema>;

/** A fleet's own file, and what its agents' files may refer to. */
export interface DeclaredFleet {
  /** As far as they are right. */
  readonly settings: FleetSettings;
  readonly located: LocatedYaml;
  readonly declared: Declared;
  readonly prices: Prices;
  readonly problems: Problem[];
}

/** Reads a fleet's file, its calendars and prices, and lets its plugins offer their parts. Rejects where the file is no YAML. */
export async function readDeclared(folder: string, parts: Parts, trust: Trust): Promise<DeclaredFleet> {
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
  problems.push(...misdated, ...mispriced);
  const declared = declaredBy(folder, settings, { parts, calendars });
  return { settings, located, declared, prices, problems };
}

/** Problems of an agent's file that is not written yet; the others are the names of those that are. */
export function draftProblems(
  { declared }: DeclaredFleet,
  { path, text }: { readonly path: string; readonly text: string },
  others: readonly string[],
): readonly Problem[] {
  const parsed = parseAgent(path, text, { ...declared, all: [...others, basename(path, ".md")] });
  return "agent" in parsed ? [] : parsed.problems;
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
