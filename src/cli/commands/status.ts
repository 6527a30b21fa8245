import { existsSync, readdirSync } from "node:fs";
import type { Argv } from "yargs";
import { isFleetHere } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { connectionsFolder } from "../connection/place.ts";
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
    if (args.fleet === undefined && isConnectedOnly()) {
      const { statusOfConnections } = await import("../connection/view.ts");
      statusOfConnections(args.json);
      return EXIT.ok;
    }
    const { tellStatus } = await import("../views/status-screen.ts");
    await tellStatus(args);
    return EXIT.ok;
  },
};

/** True where there is no fleet, but this machine is connected to one elsewhere. */
function isConnectedOnly(): boolean {
  return !isFleetHere() && existsSync(connectionsFolder()) && readdirSync(connectionsFolder()).length > 0;
}
