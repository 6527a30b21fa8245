import { builtIn } from "../built-in.ts";
import { loadConfig } from "../config.ts";
import { isTimeRule } from "../core/contracts/when.ts";
import { ConfigError } from "../core/errors.ts";
import { nextMoment } from "../core/when/moments.ts";
import { timeIn } from "../core/zone.ts";

/** When an agent is due next, by its rules. */
interface DueNext {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rule: string;
}

/** The next moment of each agent that has one, the first first; and the same for a person. */
export async function dueNext(folder: string): Promise<{ agents: readonly DueNext[]; lines: readonly string[] }> {
  try {
    const { agents, zone } = await loadConfig(folder, builtIn());
    const now = Date.now();
    const next = agents.flatMap(({ name, when }) => {
      const moments = (when?.rules ?? []).filter(isTimeRule).flatMap((rule) => {
        const at = nextMoment(rule, now);
        return at === undefined ? [] : [{ agent: name, at, rule: rule.text }];
      });
      return moments.toSorted(byTime).slice(0, 1);
    });
    const sorted = next.toSorted(byTime);
    return { agents: sorted, lines: sorted.map((one) => line(one, zone)) };
  } catch (thrown) {
    if (thrown instanceof ConfigError)
      return { agents: [], lines: ["the fleet's files have mistakes: midwatch check"] };
    throw thrown;
  }
}

const byTime = (a: DueNext, b: DueNext) => a.at - b.at;

const line = ({ agent, at, rule }: DueNext, zone: string) => `${timeIn(zone, at).slice(0, 16)} ${agent}: ${rule}`;
