import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../command.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { printSession } from "./run.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
}

export const tick: Command<Arguments> = {
  usage: "tick",
  describe: "run one session of an agent that is due",
  examples: [
    ["$0 tick", "for a timer, once a minute or so"],
    ["$0 tick --agent trader", "for a timer of the Trader's own"],
  ],
  options: (yargs) =>
    yargs
      .option("agent", { type: "string", describe: "only this agent, if it is due" })
      .requiresArg("agent") as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using fleet = await openFleet(args);
    if (args.agent !== undefined) fleet.agents.get(args.agent);
    const result = await fleet.watch.tick(fleet.signal, args.agent);
    printSession(result, args);
    return exitCodeOf(result);
  },
};
