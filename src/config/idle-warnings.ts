import { DUTY } from "../core/contracts/agent.ts";
import type { Problem } from "../core/errors.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { Config } from "./config.ts";

/** Sources that nobody takes work from, and duties of which nothing says what they are. */
export function idleWarnings({ agents, sources, folder }: Config): readonly Problem[] {
  const taken = new Set(agents.flatMap(({ work }) => work));
  const idle = (isDefault(sources) ? [] : sources)
    .map(({ name, use }) => (typeof name === "string" ? name : use))
    .filter((name) => agents.length > 0 && !taken.has(name));
  const empty = agents.filter(({ work, instructions }) => work.includes(DUTY) && !saysSomething(instructions));
  return [
    ...idle.map((name) => ({
      file: CONFIG_FILE,
      message: `sources: no agent takes work from ${name}: write it into an agent's work, or remove it here`,
    })),
    ...empty.map(({ name, folder: home }) => ({
      file: `${home === folder ? "" : "agents/"}${name}.md`,
      message: `${name} has a duty, and nothing says what it is: write it below the settings`,
    })),
  ];
}

/** Those that a fleet has where its file names none. */
const isDefault = (sources: Config["sources"]) =>
  sources.map((source) => JSON.stringify(source)).join() === '{"use":"work-queue"},{"use":"workspace-tasks"}';

/** Headings and comments say nothing to do. */
const saysSomething = (text: string): boolean =>
  text
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/^#{1,6} .*$/gm, "")
    .trim() !== "";
