import { join } from "node:path";
import { backendOf } from "./agent-backend.ts";
import type { Chosen } from "./chosen.ts";
import type { Config } from "./config/config.ts";
import type { PartConfig } from "./core/contracts/agent.ts";
import type { HealthCheck } from "./core/contracts/health.ts";
import type { Host } from "./core/contracts/plugin.ts";
import { MidwatchError } from "./core/errors.ts";
import { TextFiles } from "./core/host/text-files.ts";
import { Named } from "./core/parts/named.ts";
import type { Parts } from "./core/parts/parts.ts";
import { CONFIG_FILE } from "./fleet-folder.ts";
import { FileLessonBook } from "./lessons/book.ts";

/** The parts the fleet's files name, made with the options they give. */
export function chooseParts(
  { state, agents, sources, dispatch, budget, healthChecks, guards, lessons, brief, channels, waits }: Config,
  parts: Parts,
  host: Host,
): Required<Omit<Chosen, "fleet" | "memory" | "reviewWorkspace">> & { readonly lessons: FileLessonBook } {
  const made = { parts, host };
  const channelOf = ([name, part]: [string, PartConfig]) => [name, parts.make("channel", part, host)] as const;
  return {
    channels: new Map(Object.entries(channels).map(channelOf)),
    backends: new Named("agent", new Map(agents.map((agent) => [agent.name, backendOf({ state }, agent, made)]))),
    dispatch: parts.make("dispatch", dispatch, host),
    budget: parts.make("budget", budget, host),
    lessons: new FileLessonBook(
      lessons,
      parts.make("lessonSharing", lessons.share, host),
      new TextFiles(join(state, "lessons")),
    ),
    brief,
    briefSections: brief.sections.map((section) => parts.make("briefSection", section, host)),
    sources: sources.map((source) => parts.make("workSource", source, host)),
    lookout: {
      resolvers: waits.resolvers.map((part) => parts.make("waitResolver", part, host)),
      every: waits.minutes * 60_000,
    },
    guards: guards.map((guard) => parts.make("guard", guard, host)),
    healthChecks: distinct(healthChecks.map((check) => parts.make("healthCheck", check, host))),
  };
}

/** Checks with names of their own: findings are kept by name, and two of the same would take back each other's. */
function distinct(checks: readonly HealthCheck[]): readonly HealthCheck[] {
  const names = checks.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return checks;
  throw new MidwatchError(
    `${CONFIG_FILE}: healthChecks: two are called "${twice}": leave one out, or name it otherwise`,
  );
}
