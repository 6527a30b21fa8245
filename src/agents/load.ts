import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { type AgentDefinition, DUTY, HEALTH, OPEN, type PartConfig } from "../core/contracts/agent.ts";
import type { Schedule, When, WhenProblem, WhenRule } from "../core/contracts/when.ts";
import type { Problem } from "../core/errors.ts";
import { type FileRefusal, readRegularText } from "../core/host/regular-file.ts";
import { thereAre } from "../core/text/nearest.ts";
import { AgentSchema } from "./definition.ts";
import { explain } from "./explain.ts";
import { firstSentence } from "./first-sentence.ts";
import { parseFrontMatter } from "./front-matter.ts";
import type { LocatedYaml } from "./located-yaml.ts";

/** Names that an agent's file may refer to, and the checks of its backend and its `when`. */
export interface Declared {
  /** The fleet's folder: files are named from here. */
  readonly fleet: string;
  readonly workspaces: readonly string[];
  readonly sources: readonly string[];
  /** Problems of a backend as a file names it; empty when it is right. */
  checkBackend(part: PartConfig, where: { file: string; settings: LocatedYaml; at: readonly PropertyKey[] }): Problem[];
  /** Schedule in an agent's `when`, or its problems; the agent may wait for those others. */
  readWhen(texts: readonly string[], others: readonly string[]): When | readonly WhenProblem[];
}

export interface LoadedAgents {
  readonly agents: readonly AgentDefinition[];
  /** Of those agents that have one. */
  readonly schedules: readonly Schedule[];
  readonly problems: readonly Problem[];
}

/** Bytes: instructions are a few pages, and all of them go into every prompt. */
const MAX_AGENT_FILE_BYTES = 1024 * 1024;
const AGENT_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** Every agent of a folder, by name. The name is the file's. */
export async function loadAgents(folder: string, declared: Declared): Promise<LoadedAgents> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".md")).toSorted();
  const from = relative(declared.fleet, folder) || ".";
  if (files.length === 0)
    return {
      agents: [],
      schedules: [],
      problems: [{ file: from, message: "there is no agent in this folder; an agent is a Markdown file" }],
    };
  const read = (name: string) =>
    readRegularText(join(folder, name), { most: MAX_AGENT_FILE_BYTES, links: "own" }, (none) => none);
  const texts = files.map(read);
  const all = files.map((name) => basename(name, ".md"));
  const parsed = files.map((name, at) => parseAgent(join(folder, name), texts[at] ?? "", { ...declared, all }));
  return {
    agents: parsed.flatMap((one) => ("agent" in one ? [one.agent] : [])),
    schedules: parsed.flatMap((one) => ("agent" in one && one.schedule ? [one.schedule] : [])),
    problems: parsed.flatMap((one) => ("agent" in one ? [] : one.problems)),
  };
}

type Parsed =
  | { readonly agent: AgentDefinition; readonly schedule: Schedule | undefined }
  | { readonly problems: readonly Problem[] };

/** With the names of all the agents there are. */
interface Among extends Declared {
  readonly all: readonly string[];
}

/** Reads one agent's file, which need not be written yet. */
export function parseAgent(path: string, text: string | FileRefusal, declared: Among): Parsed {
  const file = relative(declared.fleet, path);
  if (typeof text !== "string") return { problems: [{ file, message: text.reason }] };
  const name = basename(path, ".md");
  if (!AGENT_NAME.test(name))
    return { problems: [{ file, message: 'name the file in lower case letters, digits and "-", e.g. trader.md' }] };
  const front = parseFrontMatter(text, file);
  if (!("settings" in front)) return { problems: front };
  const { settings, body } = front;
  const checked = AgentSchema.safeParse(settings.value ?? {});
  if (!checked.success) return { problems: explain(checked.error.issues, { file, settings, schema: AgentSchema }) };

  const { workspace = declared.workspaces[0] ?? "", when: texts, reviews, ...rest } = checked.data;
  const { schedule, wrong } = scheduleOf(name, texts, { file, settings, at: ["when"] }, declared);
  const hasDuty = reviews !== undefined || schedule?.when.rules.some(isDuty) === true;
  const { work = hasDuty ? [DUTY] : declared.sources, description = firstSentence(body) } = rest;
  const problems = [
    ...unknown({ file, settings, at: ["workspace"] }, [workspace], { workspace: declared.workspaces }),
    ...unknown({ file, settings, at: ["reviews"] }, reviews === undefined ? [] : [reviews], {
      workspace: declared.workspaces,
    }),
    ...noDuty({ file, settings, at: ["reviews"] }, reviews, work),
    ...unknown({ file, settings, at: ["work"] }, work, { "source of work": [DUTY, HEALTH, OPEN, ...declared.sources] }),
    ...declared.checkBackend(rest.backend, { file, settings, at: ["backend"] }),
    ...noTask(file, description),
    ...wrong,
  ];
  if (problems.length > 0) return { problems };
  const { when } = schedule ?? {};
  const whose = { workspace, reviews, folder: dirname(path) };
  const told = { description, instructions: body === "" ? description : body };
  return { agent: { name, ...rest, ...told, when, work, ...whose }, schedule };
}

/** True of a rule whose dues can be work in themselves. */
const isDuty = (rule: WhenRule) => rule.kind !== "on" && rule.duty !== false;

function noTask(file: string, description: string): Problem[] {
  const message = 'say what it should do: as its description, or below the second "---"';
  return description === "" ? [{ file, line: 1, message }] : [];
}

/** A review that no due would ever bring. */
function noDuty({ file, settings, at }: Where, reviews: string | undefined, work: readonly string[]): Problem[] {
  if (reviews === undefined || work.includes(DUTY)) return [];
  const message = `reviews: a review is a duty; write work: [${[DUTY, ...work].join(", ")}], or leave work out`;
  return [{ file, line: settings.lineOf(at), message }];
}

function scheduleOf(
  agent: string,
  texts: readonly string[] | undefined,
  where: Where,
  declared: Among,
): { readonly schedule: Schedule | undefined; readonly wrong: readonly Problem[] } {
  if (!texts) return { schedule: undefined, wrong: [] };
  const { file, settings, at } = where;
  const read = declared.readWhen(
    texts,
    declared.all.filter((other) => other !== agent),
  );
  if ("rules" in read) return { schedule: { agent, when: read, file, line: settings.lineOf(at) }, wrong: [] };
  const wrong = read.map(({ at: nth, column, message }) => ({
    file,
    line: settings.lineOf([...at, nth]),
    message: `when: in "${texts[nth]}", column ${column}: ${message}`,
  }));
  return { schedule: undefined, wrong };
}

interface Where {
  readonly file: string;
  readonly settings: LocatedYaml;
  readonly at: readonly PropertyKey[];
}

function unknown(
  { file, settings, at }: Where,
  asked: readonly string[],
  there: Readonly<Record<string, readonly string[]>>,
): Problem[] {
  const [[kind, names] = ["", []]] = Object.entries(there);
  return asked
    .filter((name) => !names.includes(name))
    .map((name) => ({
      file,
      line: settings.lineOf(at),
      message: `${at.join(".")}: no ${kind} is called "${name}"${thereAre(name, names)}`,
    }));
}
