import type { Argv } from "yargs";
import type { Command, CommonArguments } from "./command.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { tell } from "./run.ts";

export const tick: Command = {
  usage: "tick",
  describe: "run one session of whichever agent is next",
  examples: [["$0 tick", "what a timer calls"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const { openFleet } = await import("./open-fleet.ts");
    const fleet = await openFleet(args);
    const result = await fleet.watch.tick(fleet.signal);
    fleet.close();
    tell(result, args);
    return exitCodeOf(result);
  },
};
