import { dirname } from "node:path";
import type { Tool } from "../../core/contracts/agent.ts";
import type { WorkspaceView } from "../../core/contracts/work.ts";
import type { Project } from "./project.ts";
import { mayRun } from "./tools.ts";

/** Sections of a brief, and the words in a context command that say the same by themselves. */
const SAID_BY: readonly (readonly [section: string, words: RegExp])[] = [
  ["journal", /journal/i],
  ["commits", /\bgit(?: -\S+| -C \S+)* log\b/],
];

/** Sections of the brief that a workspace's context command prints by itself, by what its scripts say. */
export async function toldBy(
  { contextCommand }: Project,
  view: WorkspaceView,
  tools: readonly Tool[] | undefined,
): Promise<readonly string[]> {
  if (contextCommand === undefined || !mayRun(tools)) return [];
  const text = [contextCommand, ...(await scriptsOf(contextCommand, view))].join("\n");
  return SAID_BY.filter(([, words]) => words.test(text)).map(([section]) => section);
}

/** Texts of the files that it names, and of those beside them that are called context as well. */
async function scriptsOf(command: string, view: WorkspaceView): Promise<readonly string[]> {
  const named = command.split(/[\s"';&|()]+/).map((word) => word.replace(/^\.\//, ""));
  const there = await view.readAll(named.filter((word) => /^[\w.-][\w./-]*$/.test(word)));
  const beside = await Promise.all([...there.keys()].map((path) => view.list(dirname(path))));
  const parts = beside.flat().filter((path) => /(?:^|\/)context[^/]*$/.test(path) && !there.has(path));
  const more = await view.readAll([...new Set(parts)]);
  return [...there.values(), ...more.values()];
}
