import { userInfo } from "node:os";
import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import { didYouMean } from "../../core/text/nearest.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly key: string;
}

export const settle: Command<Arguments> = {
  usage: "settle <key>",
  describe: "mark something that needed you as done",
  examples: [["$0 settle salvage:01a2…", "by the key shown in midwatch status"]],
  options: (yargs) =>
    yargs.positional("key", {
      type: "string",
      demandOption: true,
      describe: "the key shown in midwatch status",
    }) as Argv<Arguments>,
  async run(args) {
    const { openFleet } = await import("../fleet/open-fleet.ts");
    using opened = await openFleet(args);
    const { fleet } = opened;
    if (!(await fleet.ledger.fulfil(args.key, userInfo().username))) {
      const keys = (await fleet.ledger.history.obligations()).map(({ key }) => key);
      const near = didYouMean(args.key, keys);
      throw new MidwatchError(
        `nothing that needs you has the key "${args.key}"${near}; "midwatch status" lists the keys`,
      );
    }
    if (args.json) sayJson({ settled: args.key });
    else say("Settled.");
    return EXIT.ok;
  },
};
