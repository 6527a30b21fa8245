import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tool } from "../../core/contracts/agent.ts";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import { readRegularText } from "../../core/host/regular-file.ts";
import type { Project } from "./project.ts";
import type { Row } from "./rows.ts";
import { mayRun } from "./tools.ts";

/** Sections of a brief, and the words in a context command that say the same by themselves. */
const SAID_BY: readonly (readonly [section: string, words: RegExp])[] = [
  ["journal", /journal/i],
  ["commits", /\bgit(?: -\S+| -C \S+)* log\b|\bcontext-git\b/],
];
const MAX_SCRIPT_BYTES = 256 * 1024;
const CONTEXT_SCRIPT = /(?:^|\/)context[^/]*$/;

/** Files of a workspace in which a context command's scripts are looked up. */
interface ScriptFiles {
  read(path: string): Promise<string | undefined>;
  /** Files directly in a folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** Sections of the brief that a workspace's context command prints by itself, by what its scripts say. */
export async function toldBy(
  { contextCommand }: Project,
  files: ScriptFiles,
  tools: readonly Tool[] | undefined,
): Promise<readonly string[]> {
  if (contextCommand === undefined || !mayRun(tools)) return [];
  const text = [contextCommand, ...(await scriptsOf(contextCommand, files))].join("\n");
  return SAID_BY.filter(([, words]) => words.test(text)).map(([section]) => section);
}

/** Files of a commit, or of the clone that is made of it: there, a link into a submodule leads somewhere. */
export function scriptFiles(view: WorkspaceView, clone: string | undefined): ScriptFiles {
  if (clone === undefined) return view;
  const reading = { most: MAX_SCRIPT_BYTES, within: clone, links: "own" } as const;
  return {
    read: async (path) => readRegularText(join(clone, path), reading, () => undefined),
    list: async (folder) => namesIn(join(clone, folder)).map((name) => join(folder, name)),
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Texts of the files that it names, and of those beside them that are called context as well. */
async function scriptsOf(command: string, files: ScriptFiles): Promise<readonly string[]> {
  const words = command.split(/[\s"';&|()]+/).map((word) => word.replace(/^\.\//, ""));
  const named = await readAll(
    words.filter((word) => /^[\w.-][\w./-]*$/.test(word)),
    files,
  );
  const beside = await Promise.all([...named.keys()].map((path) => files.list(dirname(path))));
  const parts = beside.flat().filter((path) => CONTEXT_SCRIPT.test(path) && !named.has(path));
  return [...named.values(), ...(await readAll(parts, files)).values()];
}

async function readAll(paths: readonly string[], files: ScriptFiles): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all([...new Set(paths)].map(async (path) => [path, await files.read(path)] as const));
  return new Map(texts.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const FAILED = /computed context\n[\s\S]*^## Context Generation Error \(exit (?<code>-?\d+)\)\s+(?<why>\S.*)$/m;

/** Failure of a conversation's context command, which gptme tells its model alone. */
export function contextTrouble(rows: readonly Row[]): string | undefined {
  const told = rows.find(({ role, content }) => role === "system" && FAILED.test(content));
  const { code, why } = FAILED.exec(told?.content ?? "")?.groups ?? {};
  return code && `the context command of the workspace ended with ${code}: ${why?.slice(0, 300)}`;
}
