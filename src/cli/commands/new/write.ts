import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { builtIn } from "../../../built-in.ts";
import { draftProblems, readDeclared } from "../../../config/declared.ts";
import { trustIn } from "../../../config/exposed-files.ts";
import { ConfigError, MidwatchError, type Problem } from "../../../core/errors.ts";
import { thereAre } from "../../../core/text/nearest.ts";
import { Questions } from "../../questions.ts";
import { agentText } from "./agent-text.ts";
import { settleWishes, type Wishes } from "./wishes.ts";

/** A new agent's file. */
export interface Written {
  /** In the fleet's folder. */
  readonly file: string;
  readonly text: string;
}

interface Asked extends Wishes {
  readonly name: string;
  readonly backend: string;
  readonly model?: string | undefined;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Writes the file of a new agent, once all that it says is right. Rejects, with nothing written, where something is not. */
export async function writeAgent(folder: string, asked: Asked, isAsking: boolean): Promise<Written> {
  if (!NAME.test(asked.name))
    throw new MidwatchError(
      `name it in at most 40 lower case letters, digits and "-", such as reviewer, not "${asked.name}"`,
    );
  const parts = builtIn();
  const fleet = await readDeclared(folder, parts, trustIn(process.env));
  if (fleet.problems.length > 0) throw new ConfigError(fleet.problems);
  const path = join(resolve(folder, fleet.settings.agents), `${asked.name}.md`);
  const file = relative(folder, path);
  if (existsSync(path))
    throw new MidwatchError(`${file} is there already: edit it, or give the new agent another name`);
  const { names, options } = parts.find("backend", asked.backend);
  if (!options)
    throw new MidwatchError(`--backend: no backend is called "${asked.backend}"${thereAre(asked.backend, names)}`);
  const all = agentsIn(resolve(folder, fleet.settings.agents));
  using questions = isAsking ? new Questions() : undefined;
  const settled = await settleWishes(asked, fleet, { folder, others: all, asks: questions });
  const text = agentText(settled, asked.backend, asked.model);
  refuseMistakes(draftProblems(fleet, { path, text }, all), asked.backend);
  await mkdir(resolve(folder, fleet.settings.agents), { recursive: true });
  await writeFile(path, text, { flag: "wx" });
  return { file, text };
}

const agentsIn = (agents: string) =>
  existsSync(agents)
    ? readdirSync(agents)
        .filter((name) => name.endsWith(".md"))
        .map((name) => basename(name, ".md"))
    : [];

/** Refuses what no flag can say: the own options that a backend cannot do without. */
function refuseMistakes(problems: readonly Problem[], backend: string): void {
  if (problems.length === 0) return;
  const said = problems.map(({ message }) => message).join("\n");
  throw new MidwatchError(
    `${said}\nnothing was written: an agent with such a backend is written by hand; midwatch options ${backend} lists what it takes`,
  );
}
