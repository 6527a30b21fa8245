import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { PartSchema } from "./agents/definition.ts";
import { parseYaml } from "./agents/front-matter.ts";
import { loadAgents } from "./agents/load.ts";
import type { AgentDefinition, PartConfig, WorkspaceDefinition } from "./core/contracts/agent.ts";
import { MidwatchError } from "./core/errors.ts";
import { CONFIG_FILE, STATE_FOLDER } from "./fleet-folder.ts";

const isZone = (zone: string) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC";

const ConfigSchema = z.strictObject({
  zone: z.string().refine(isZone, "not a time zone; write e.g. UTC or Europe/Berlin").default("UTC"),
  slots: z.int().positive().default(4),
  workspaces: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, "name it in lower case letters, digits and -"),
      z.strictObject({ remote: z.string().min(1), branch: z.string().min(1).default("main") }),
    )
    .refine((workspaces) => Object.keys(workspaces).length > 0, "declare at least one"),
  agents: z.string().default("agents"),
  sources: z.array(PartSchema).default([{ use: "work-queue" }, { use: "workspace-tasks" }]),
  dispatch: PartSchema.default({ use: "round-robin" }),
  healthChecks: z.array(PartSchema).default([{ use: "disk" }]),
});

/** A fleet as its files declare it: every path absolute, every default filled in. */
export interface Config {
  readonly folder: string;
  readonly state: string;
  readonly zone: string;
  readonly slots: number;
  readonly workspaces: readonly WorkspaceDefinition[];
  readonly agents: readonly AgentDefinition[];
  readonly sources: readonly PartConfig[];
  readonly dispatch: PartConfig;
  readonly healthChecks: readonly PartConfig[];
}

/** Reads and checks a fleet's files. Rejects with what is wrong, where, and what would be right. */
export async function loadConfig(folder: string): Promise<Config> {
  const file = join(folder, CONFIG_FILE);
  const text = await readFile(file, "utf8");
  const parsed = ConfigSchema.safeParse(parseYaml(text, file) ?? {});
  if (!parsed.success) throw new MidwatchError(`${file}: ${z.prettifyError(parsed.error)}`);
  const { workspaces, agents, ...rest } = parsed.data;
  const declared = { workspaces: Object.keys(workspaces), sources: rest.sources.map(({ use }) => use) };
  return {
    folder,
    state: join(folder, STATE_FOLDER),
    ...rest,
    workspaces: Object.entries(workspaces).map(([name, { remote, branch }]) => ({
      name,
      branch,
      remote: located(remote, file),
    })),
    agents: await loadAgents(resolve(folder, agents), declared),
  };
}

/** A path is relative to the file that names it; anything with a scheme or a host is a URL. */
function located(remote: string, file: string): string {
  const isPath = remote.startsWith(".") || isAbsolute(remote) || !/[:]/.test(remote);
  return isPath ? resolve(dirname(file), remote) : remote;
}
