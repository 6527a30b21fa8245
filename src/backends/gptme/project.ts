import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { messageOf } from "../../core/errors.ts";
import { readRegularText } from "../../core/host/regular-file.ts";

/** File at the root of a workspace that makes it one of gptme's. */
export const PROJECT_FILE = "gptme.toml";

const texts = z.array(z.string()).catch([]);
const NamedServer = z.object({ name: z.string() });
const Project = z.object({
  prompt: z
    .union([z.string(), z.object({ files: texts.optional(), context_cmd: z.string().optional() })])
    .optional()
    .catch(undefined),
  files: texts.optional(),
  context_cmd: z.string().optional().catch(undefined),
  env: z.record(z.string(), z.unknown()).optional().catch(undefined),
  hooks: z
    .object({ scripts: z.array(z.object({ event: z.string(), command: z.string() })) })
    .optional()
    .catch(undefined),
  mcp: z
    .object({ enabled: z.boolean(), servers: z.array(NamedServer) })
    .optional()
    .catch(undefined),
});

/** Settings of a workspace's gptme.toml that decide something here. gptme itself reads the file, and all of it. */
export interface Project {
  readonly files: readonly string[];
  readonly contextCommand?: string | undefined;
  /** Commands that it wants run when a session begins and ends. */
  readonly hooks: readonly string[];
  /** Tools that it allows where nobody says otherwise, in gptme's own words. */
  readonly allowlist?: readonly string[] | undefined;
  /** MCP servers that it wants started, by name. */
  readonly servers: readonly string[];
  /** Reason why it cannot be read: gptme does not start with it. */
  readonly broken?: string;
}

const NO_PROJECT: Project = { files: [], hooks: [], servers: [] };
const MAX_PROJECT_BYTES = 1024 * 1024;

/** The workspace that a run has before it, where gptme's own settings are in force there. */
export interface NativeRun {
  readonly project: Project;
  /** True when what gptme's memory tool keeps is kept in the repository. */
  readonly hasMemory: boolean;
}

/** Settings of a folder; undefined where there are none. */
export function projectIn(folder: string): Project | undefined {
  const reading = { most: MAX_PROJECT_BYTES, within: folder, links: "own" } as const;
  const text = readRegularText(join(folder, PROJECT_FILE), reading, () => undefined);
  return text === undefined ? undefined : readProject(text);
}

/** A link, as a commit has it: its text is where it leads to. */
const LINK = /^[^\n=[\]#"]+$/;

/** Text of a commit's gptme.toml, which may be a link to another of its files. */
export async function projectText(view: WorkspaceView): Promise<string | undefined> {
  const text = await view.read(PROJECT_FILE);
  return text !== undefined && LINK.test(text) ? view.read(normalize(text)) : text;
}

/** Settings of a commit where they are in force: when that is asked for, or the commit has some; undefined otherwise. */
export async function projectAt(view: WorkspaceView, wanted: boolean | undefined): Promise<Project | undefined> {
  const text = wanted === false ? undefined : await projectText(view);
  if (text !== undefined) return readProject(text);
  return wanted ? NO_PROJECT : undefined;
}

/** The clone as gptme's own workspace: when that is asked for, or the clone says so; undefined otherwise. */
export function nativeRunIn(clone: string, wanted: boolean | undefined): NativeRun | undefined {
  const project = projectIn(clone);
  if (!(wanted ?? project !== undefined)) return undefined;
  return { project: project ?? NO_PROJECT, hasMemory: existsSync(join(clone, "memory")) };
}

/** Reads the text of a gptme.toml. */
export function readProject(text: string): Project {
  try {
    return projectOf(Project.parse(parse(text)));
  } catch (thrown) {
    return { files: [], hooks: [], servers: [], broken: messageOf(thrown).split("\n")[0] ?? "" };
  }
}

function projectOf({ prompt, files, context_cmd, env, hooks, mcp }: z.infer<typeof Project>): Project {
  const nested = typeof prompt === "object" ? prompt : {};
  const listed = env?.TOOL_ALLOWLIST;
  return {
    files: nested.files ?? files ?? [],
    contextCommand: nested.context_cmd ?? context_cmd,
    hooks: (hooks?.scripts ?? []).map(({ event, command }) => `${event}: ${command}`),
    allowlist: typeof listed === "string" ? listed.split(",").flatMap((name) => name.trim() || []) : undefined,
    servers: mcp?.enabled ? mcp.servers.map(({ name }) => name) : [],
  };
}
