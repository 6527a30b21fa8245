import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

interface Arguments extends CommonArguments {
  readonly all?: boolean;
}

export const status: Command<Arguments> = {
  usage: "status",
  describe: "show who is running, what needs you, what was done last",
  examples: [
    ["$0 status", "of the fleet in this folder"],
    ["$0 status --all", "everything that needs you, not the first few"],
  ],
  options: (yargs) =>
    yargs.option("all", {
      type: "boolean",
      describe: "everything that needs you, not only the first few",
    }) as Argv<Arguments>,
  async run(args) {
    const { tellStatus } = await import("../views/status-screen.ts");
    await tellStatus(args);
    return EXIT.ok;
  },
};
