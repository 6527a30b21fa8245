import type { Argv } from "yargs";
import { dollars, MICROS } from "../../core/budget/money.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { Caps } from "../../core/contracts/policy.ts";
import type { CapScope, RaisedCap, Reservation } from "../../core/contracts/spending.ts";
import { MidwatchError } from "../../core/errors.ts";
import { dayIn } from "../../core/text/zone.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say, sayJson } from "../views/print.ts";
import { table } from "../views/table.ts";

const SCOPES: readonly CapScope[] = ["agent-day", "fleet-day"];

interface Arguments extends CommonArguments {
  readonly action?: "raise";
  readonly scope?: CapScope;
  readonly dollars?: number;
  readonly agent?: string;
}

export const budget: Command<Arguments> = {
  usage: "budget [action] [scope] [dollars]",
  describe: "show what is spent today and what is left; raise a cap",
  examples: [
    ["$0 budget", "each cap: spent, reserved, left"],
    ["$0 budget raise fleet-day 40", "only for today; midwatch.yaml has the cap of other days"],
    ["$0 budget raise agent-day 15 --agent trader", "one agent's cap, for today"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: ["raise"], describe: "leave out to view" })
      .positional("scope", { choices: SCOPES, describe: "the cap" })
      .positional("dollars", { type: "number", describe: "the new cap, for today" })
      .option("agent", { type: "string", describe: "the agent, for agent-day" })
      .requiresArg("agent") as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet({ ...args, json: true });
    const { fleet } = opened;
    const day = dayIn(fleet.zone, fleet.clock.now());
    if (args.action === "raise") await fleet.ledger.raiseCap(raisedBy(args, day, opened.agents));
    const [spent, raised] = [await fleet.ledger.history.reservations(day), await fleet.ledger.history.raisedCaps(day)];
    const rows = windowsOf(fleet.agents, (agent) => opened.budget.caps(agent), { spent, raised });
    if (args.json) sayJson({ day, caps: rows });
    else say(`${day}\n${table(BUDGET_COLUMNS, rows.map(cells))}`);
    return EXIT.ok;
  },
};

function raisedBy({ scope, dollars: amount, agent }: Arguments, day: string, agents: { get(name: string): unknown }) {
  if (scope === undefined || amount === undefined || !(amount >= 0))
    throw new MidwatchError(
      "missing argument: which cap, and how many dollars, e.g. midwatch budget raise fleet-day 40",
    );
  if ((scope === "agent-day") !== (agent !== undefined))
    throw new MidwatchError("an agent's day needs --agent, e.g. --agent trader; the fleet's day takes none");
  if (agent !== undefined) agents.get(agent);
  return { scope, agent: agent ?? "*", day, micros: Math.round(amount * MICROS) } satisfies RaisedCap;
}

/** One cap for today, in micro-dollars; a session's own cap counts nothing. */
interface Window {
  readonly whose: string;
  readonly scope: "run" | CapScope;
  readonly cap?: number;
  readonly raised: boolean;
  readonly spent: number;
  readonly reserved: number;
}

interface Today {
  readonly spent: readonly Reservation[];
  readonly raised: readonly RaisedCap[];
}

function windowsOf(
  agents: readonly AgentDefinition[],
  capsOf: (agent: AgentDefinition) => Caps,
  today: Today,
): Window[] {
  const rows = agents.map((agent) => windowOf("agent-day", agent.name, capsOf(agent).agentDay, today));
  const [first] = agents;
  return first ? [windowOf("fleet-day", "*", capsOf(first).fleetDay, today), ...rows] : rows;
}

function windowOf(scope: CapScope, agent: string, declared: number | undefined, { spent, raised }: Today): Window {
  const own = spent.filter((one) => agent === "*" || one.agent === agent);
  const anew = raised.find((one) => one.scope === scope && one.agent === agent)?.micros;
  const cap = anew ?? declared;
  const sum = (some: readonly Reservation[]) =>
    some.reduce((total, { spent: took, micros }) => total + (took ?? micros), 0);
  const settled = own.filter(({ state }) => state !== "open");
  const counts = { raised: anew !== undefined, spent: sum(settled), reserved: sum(own) - sum(settled) };
  return { whose: agent, scope, ...(cap !== undefined && { cap }), ...counts };
}

const BUDGET_COLUMNS = ["the agent, for agent-day", "cap", "spent", "reserved", "left"];

function cells({ whose, cap, raised, spent, reserved }: Window): string[] {
  const left = cap === undefined ? "–" : dollars(Math.max(0, cap - spent - reserved));
  const limit = cap === undefined ? "none" : `${dollars(cap)}${raised ? " (raised)" : ""}`;
  return [whose === "*" ? "the fleet's" : whose, limit, dollars(spent), dollars(reserved), left];
}
