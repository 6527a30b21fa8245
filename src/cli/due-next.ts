import { builtIn } from "../built-in.ts";
import { loadConfig } from "../config/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Ahead } from "../core/night/night.ts";
import { ahead } from "../core/night/record.ts";
import { timeIn } from "../core/zone.ts";

/** The next moment of each agent that has one, the first first; and the same for a person. */
export async function dueNext(folder: string): Promise<{ agents: readonly Ahead[]; lines: readonly string[] }> {
  try {
    const { agents, zone } = await loadConfig(folder, builtIn());
    const sorted = ahead(agents, Date.now());
    return { agents: sorted, lines: sorted.map((one) => line(one, zone)) };
  } catch (thrown) {
    if (thrown instanceof ConfigError)
      return { agents: [], lines: ["the fleet's files have mistakes: midwatch check"] };
    throw thrown;
  }
}

const line = ({ agent, at, rule }: Ahead, zone: string) => `${timeIn(zone, at).slice(0, 16)} ${agent}: ${rule}`;
