import type { Argv } from "yargs";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { When } from "../../core/contracts/when.ts";
import { outcomeWord } from "../../core/text/outcome.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say, sayJson } from "../views/print.ts";
import { table } from "../views/table.ts";

export const agents: Command = {
  usage: "agents",
  describe: "list the agents, their schedules and latest outcomes",
  examples: [
    ["$0 agents", "one line for each"],
    ["$0 agents --json", "with every setting"],
  ],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const { openToLook } = await import("../fleet/open-fleet.ts");
    using opened = await openToLook(args);
    const { fleet } = opened;
    const latest = fleet.agents.map(({ name }) => fleet.ledger.history.sessions({ agent: name, limit: 1 }));
    const listed = (await Promise.all(latest)).map(([last], at) => ({ agent: fleet.agents[at], last }));
    if (args.json)
      sayJson(listed.map(({ agent, last }) => ({ ...agent, when: agent?.when && whenOf(agent.when), last })));
    else
      say(
        table(
          AGENT_COLUMNS,
          listed.flatMap(({ agent, last }) => (agent ? [row(agent, last)] : [])),
        ),
      );
    return EXIT.ok;
  },
};

const AGENT_COLUMNS = ["agent", "backend", "workspace", "takes", "when", "last session", "what it is for"];

function row({ name, backend, workspace, work, when, description }: AgentDefinition, last?: SessionRecord): string[] {
  const ended = last
    ? `${last.outcome ? outcomeWord(last.outcome) : "running"}, ${new Date(last.startedAt).toISOString().slice(0, 16)}`
    : "never";
  return [name, backend.use, workspace, work.join(", "), (when && whenOf(when).join(", ")) ?? "–", ended, description];
}

/** As one could write it into the file. */
const whenOf = ({ rules, minGap }: When) => [
  ...rules.map(({ text }) => text),
  ...(minGap > 0 ? [`min-gap ${minGap / 60_000}m`] : []),
];
