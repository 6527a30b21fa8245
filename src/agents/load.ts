import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { type AgentDefinition, DUTY } from "../core/contracts/agent.ts";
import { MidwatchError } from "../core/errors.ts";
import { AgentSchema } from "./definition.ts";
import { parseFrontMatter } from "./front-matter.ts";

/** What an agent's file may refer to. */
export interface Declared {
  readonly workspaces: readonly string[];
  readonly sources: readonly string[];
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Every agent of a folder, by name. The name is the file's. */
export async function loadAgents(folder: string, declared: Declared): Promise<AgentDefinition[]> {
  const names = await readdir(folder).catch(() => {
    throw new MidwatchError(`${folder}: there is no such folder; agents are Markdown files in it`);
  });
  const files = names.filter((name) => name.endsWith(".md")).toSorted();
  if (files.length === 0) throw new MidwatchError(`${folder}: there is no agent in it; an agent is a Markdown file`);
  return Promise.all(
    files.map(async (name) => parseAgent(join(folder, name), await readFile(join(folder, name), "utf8"), declared)),
  );
}

export function parseAgent(file: string, text: string, declared: Declared): AgentDefinition {
  const name = basename(file, ".md");
  if (!NAME.test(name))
    throw new MidwatchError(`${file}: name it in lower case letters, digits and "-", e.g. trader.md`);
  const { settings, body } = parseFrontMatter(text, file);
  const parsed = AgentSchema.safeParse(settings);
  if (!parsed.success) throw new MidwatchError(`${file}: ${z.prettifyError(parsed.error)}`);
  const { workspace = declared.workspaces[0] ?? "", work = declared.sources, ...rest } = parsed.data;
  known(file, "workspace", [workspace], declared.workspaces);
  known(file, "source of work", work, [DUTY, ...declared.sources]);
  return { name, ...rest, workspace, work, instructions: body, folder: dirname(file) };
}

function known(file: string, kind: string, asked: readonly string[], there: readonly string[]): void {
  const wrong = asked.find((name) => !there.includes(name));
  if (wrong !== undefined)
    throw new MidwatchError(`${file}: no ${kind} is called "${wrong}"; there are: ${there.join(", ")}`);
}
