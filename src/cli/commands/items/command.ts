import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import { shellWord } from "../../../core/text/shell-word.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly id?: string;
  readonly all: boolean;
}

/** In the place of an agent's name. */
const SHOW = "show";

export const items: Command<Arguments> = {
  usage: "items [agent] [id]",
  describe: "list the items on offer and what comes next; show one",
  details:
    "The CASCADE as it is now: each candidate by tier, with the reason why it is ready, waiting or blocked. With show and an id: all that the ledger knows of one item, the oldest first: sessions, changes of its claim, waits, who has passed it over and why, and who settled what.",
  examples: [
    ["$0 items", "for every agent"],
    ["$0 items trader --json", "for programs"],
    ["$0 items show fix-the-pump", "one item's whole history"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "only what this agent is offered; or: show" })
      .positional("id", { type: "string", describe: "after show: the item's id, or a part of its title" })
      .option("all", {
        type: "boolean",
        default: false,
        describe: "for show: all of a long history",
      }) as Argv<Arguments>,
  async run(args) {
    const { agent, id } = args;
    if (agent === SHOW && id !== undefined) {
      const { showItem } = await import("./show-item.ts");
      return showItem({ ...args, id });
    }
    if (id !== undefined)
      throw new MidwatchError(`one word too many: "${id}"; an item's history is midwatch items show ${shellWord(id)}`);
    return listItems(args);
  },
};

async function listItems(args: Arguments): Promise<number> {
  const [{ openToLook }, { findCandidates, tellLook }] = await Promise.all([
    import("../../fleet/open-fleet.ts"),
    import("../../fleet/candidates.ts"),
  ]);
  using fleet = await openToLook(args);
  if (args.agent === SHOW && !fleet.agents.names.includes(SHOW))
    throw new MidwatchError("missing argument: an item's id, as in midwatch items show fix-the-pump");
  const names = args.agent === undefined ? fleet.agents.names : [args.agent];
  const looks = [];
  for (const name of names) looks.push(await findCandidates(fleet, fleet.agents.get(name), { rule: "items" }));
  tellLook(looks, args);
  return EXIT.ok;
}
