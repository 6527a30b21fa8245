import { builtIn } from "../../built-in.ts";
import { loadConfig } from "../../config/config.ts";
import type { Need } from "../../core/contracts/needs.ts";
import { ConfigError } from "../../core/errors.ts";
import type { Ahead } from "../../core/night/night.ts";
import { ahead } from "../../core/night/record.ts";
import { timeIn } from "../../core/text/zone.ts";

/** The next moment of each agent that has one, the first first; and the same for a person. */
export async function dueNext(
  folder: string,
  needs: readonly Need[],
): Promise<{ agents: readonly (Ahead & { stopped?: string })[]; lines: readonly string[] }> {
  try {
    const { agents, zone } = await loadConfig(folder, builtIn());
    const stops = needs.filter(({ kind }) => kind === "stopped");
    const sorted = ahead(agents, Date.now()).map((one) => {
      const stop = stops.find(({ about }) => about === "" || about === one.agent);
      return { ...one, ...(stop && { stopped: stop.command }) };
    });
    return { agents: sorted, lines: sorted.map((one) => dueLine(one, zone)) };
  } catch (thrown) {
    if (thrown instanceof ConfigError)
      return { agents: [], lines: ["the fleet's files have mistakes: midwatch check"] };
    throw thrown;
  }
}

const dueLine = ({ agent, at, rule, stopped }: Ahead & { readonly stopped?: string }, zone: string) =>
  stopped === undefined
    ? `${timeIn(zone, at).slice(0, 16)} ${agent}: ${rule}`
    : `${agent}: stopped, and not run before "${stopped}" (${rule})`;
