import { userInfo } from "node:os";
import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly item: string;
}

const ITEM = { type: "string", demandOption: true, describe: "its id, or a part of its title" } as const;

export const claim: Command<Arguments> = {
  usage: "claim <item>",
  describe: "claim an item for yourself, so that no agent takes it",
  examples: [["$0 claim fix-the-pump", "by its id, or a part of its title"]],
  options: (yargs) => yargs.positional("item", ITEM) as Argv<Arguments>,
  run: (args) =>
    withItem(args, async (fleet, { workspace, item }) => {
      const person = userInfo().username;
      const verdict = await fleet.fleet.ledger.hold(person, workspace, item);
      if (!verdict.ok) throw new MidwatchError(`${item.id} cannot be claimed: ${verdict.reason}`);
      return { item: item.id, holder: person, said: `${item.title} is yours, ${person}, until you release it.` };
    }),
};

export const release: Command<Arguments> = {
  usage: "release <item>",
  describe: "let agents take an item again",
  details: "One that you have claimed, or one in quarantine.",
  examples: [["$0 release fix-the-pump", "by its id, or a part of its title"]],
  options: (yargs) => yargs.positional("item", ITEM) as Argv<Arguments>,
  run: (args) =>
    withItem(args, async (fleet, { workspace, item }) => {
      const released = await fleet.fleet.ledger.release(workspace, item, userInfo().username);
      const said = released
        ? `${item.title} may be taken again.`
        : `${item.title} was free already, or a session is at it.`;
      return { item: item.id, released, said };
    }),
};

type ClaimableItem = { readonly workspace: string; readonly item: Parameters<OpenFleet["fleet"]["ledger"]["hold"]>[2] };

async function withItem(
  args: Arguments,
  work: (fleet: OpenFleet, found: ClaimableItem) => Promise<{ readonly said: string }>,
): Promise<number> {
  const [{ openFleet }, { findCandidates, only }] = await Promise.all([
    import("../fleet/open-fleet.ts"),
    import("../fleet/candidates.ts"),
  ]);
  using fleet = await openFleet(args);
  const looks = [];
  for (const name of fleet.agents.names)
    looks.push(await findCandidates(fleet, fleet.agents.get(name), { rule: "items" }));
  const { said, ...facts } = await work(fleet, only(looks, args.item));
  if (args.json) sayJson(facts);
  else say(said);
  return EXIT.ok;
}
