import type { Argv } from "yargs";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { When } from "../../core/contracts/when.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { needsIn } from "../views/needs.ts";
import { say, sayJson, yellow } from "../views/print.ts";
import { standing } from "../views/session-view.ts";
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
    const stops = (await needsIn(opened.folder, fleet.ledger.history)).filter(({ kind }) => kind === "stopped");
    const listed = (await Promise.all(latest)).map(([last], at) => {
      const agent = fleet.agents[at];
      return { agent, last, stopped: stops.find(({ about }) => about === "" || about === agent?.name)?.command };
    });
    if (args.json)
      sayJson(
        listed.map(({ agent, last, stopped }) => ({
          ...agent,
          when: agent?.when && whenOf(agent.when),
          last,
          ...(stopped !== undefined && { stopped }),
        })),
      );
    else say(table(AGENT_COLUMNS, listed.flatMap(row)));
    return EXIT.ok;
  },
};

const AGENT_COLUMNS = ["agent", "backend", "workspace", "takes", "when", "last session", "what it is for"];

interface Listed {
  readonly agent: AgentDefinition | undefined;
  readonly last: SessionRecord | undefined;
  /** Command that ends the stop order against it. */
  readonly stopped: string | undefined;
}

/** An agent that is stopped says so where others say when they run: it is run for nothing until then. */
function row({ agent, last, stopped }: Listed): string[][] {
  if (!agent) return [];
  const { name, backend, workspace, work, when, description } = agent;
  const ended = last ? `${standing(last)}, ${new Date(last.startedAt).toISOString().slice(0, 16)}` : "never";
  const runs = [...(stopped === undefined ? [] : [yellow(`stopped: ${stopped}`)]), ...(when ? whenOf(when) : [])];
  return [[name, backend.use, workspace, work.join(", "), runs.join(", ") || "–", ended, description]];
}

/** As one could write it into the file. */
const whenOf = ({ rules, minGap }: When) => [
  ...rules.map(({ text }) => text),
  ...(minGap > 0 ? [`min-gap ${minGap / 60_000}m`] : []),
];
