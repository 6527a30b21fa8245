import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
}

export const items: Command<Arguments> = {
  usage: "items [agent]",
  describe: "list the items on offer, and which one comes next",
  details: "The CASCADE as it is now: each candidate by tier, with the reason why it is ready, waiting or blocked.",
  examples: [
    ["$0 items", "for every agent"],
    ["$0 items trader --json", "for programs"],
  ],
  options: (yargs) =>
    yargs.positional("agent", { type: "string", describe: "only what this agent is offered" }) as Argv<Arguments>,
  async run(args) {
    const [{ openToLook }, { findCandidates, tellLook }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../fleet/candidates.ts"),
    ]);
    using fleet = await openToLook(args);
    const names = args.agent === undefined ? fleet.agents.names : [args.agent];
    const looks = [];
    for (const name of names) looks.push(await findCandidates(fleet, fleet.agents.get(name), { rule: "items" }));
    tellLook(looks, args);
    return EXIT.ok;
  },
};
