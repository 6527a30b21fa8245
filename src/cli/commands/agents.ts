import type { Argv } from "yargs";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import type { When } from "../../core/contracts/when.ts";
import type { AgentMonth } from "../../core/night/agent-month.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { sayJson } from "../views/print.ts";

export const agents: Command = {
  usage: "agents",
  describe: "list the agents, how they do, and what they cost",
  details:
    "Each with its sessions of the last 30 days: the share with something to show for it, the share that had no effect, and what they cost. The shares are of those sessions that had something to do.",
  examples: [
    ["$0 agents", "all of them"],
    ["$0 agents --json", "with every setting"],
  ],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { loadConfig }, { builtIn }, { trustIn }, ledgers] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../config/config.ts"),
      import("../../built-in.ts"),
      import("../../config/exposed-files.ts"),
      import("../fleet/open-history.ts"),
    ]);
    const folder = folderOf(args);
    const { agents: declared, zone } = await loadConfig(folder, builtIn(), trustIn(process.env));
    const ask = async (history: History) => withFacts(declared, history, await stopsIn(folder, history));
    const found = ledgers.hasHistory(folder)
      ? await ledgers.withHistory(folder, ask)
      : await ledgers.withoutHistory(ask);
    if (args.json) sayJson(found.map(agentJson));
    else (await import("../views/agents-view.ts")).tellAgents(found, zone);
    return EXIT.ok;
  },
};

/** An agent, and all that is told of it. */
export interface ListedAgent {
  readonly agent: AgentDefinition;
  readonly last?: SessionRecord;
  /** Its sessions of the last 30 days. */
  readonly month: AgentMonth;
  /** Command that ends the stop order against it. */
  readonly stopped?: string;
}

type StopNeed = { readonly about: string; readonly command: string };

async function stopsIn(folder: string, history: History): Promise<readonly StopNeed[]> {
  const { needsIn } = await import("../views/needs.ts");
  return (await needsIn(folder, history)).filter(({ kind }) => kind === "stopped");
}

/** Asks the ledger as often for one agent as for a thousand. */
async function withFacts(
  agents: readonly AgentDefinition[],
  history: History,
  stops: readonly StopNeed[],
): Promise<readonly ListedAgent[]> {
  const [{ monthOf, MONTH_DAYS }, { DAY }] = await Promise.all([
    import("../../core/night/agent-month.ts"),
    import("../../core/text/time-units.ts"),
  ]);
  const latest = new Map((await history.agents.latest()).map((session) => [session.agent, session]));
  const endings = Map.groupBy(await history.agents.endings(Date.now() - MONTH_DAYS * DAY), ({ agent }) => agent);
  const everyone = stops.find(({ about }) => about === "");
  const own = new Map(stops.map((stop) => [stop.about, stop]));
  return agents.map((agent) => {
    const last = latest.get(agent.name);
    const stop = everyone ?? own.get(agent.name);
    const month = monthOf(endings.get(agent.name) ?? []);
    return { agent, ...(last && { last }), month, ...(stop && { stopped: stop.command }) };
  });
}

/** As one could write it into the file. */
export const whenOf = ({ rules, minGap }: When): readonly string[] => [
  ...rules.map(({ text }) => text),
  ...(minGap > 0 ? [`min-gap ${minGap / 60_000}m`] : []),
];

const agentJson = ({ agent, ...told }: ListedAgent) => ({ ...agent, when: agent.when && whenOf(agent.when), ...told });
