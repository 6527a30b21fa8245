import { userInfo } from "node:os";
import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import { HOUR } from "../../core/text/time-units.ts";
import { timeIn } from "../../core/text/zone.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly item: string;
  readonly connection?: string;
  readonly hours?: number;
}

/** A year: longer is for good. */
const MAX_HOURS = 24 * 366;

const ITEM = { type: "string", demandOption: true, describe: "its id, or a part of its title" } as const;

export const claim: Command<Arguments> = {
  usage: "claim <item>",
  describe: "claim an item for yourself, so that no agent takes it",
  details: "On a connected machine it is an item of the fleet over there, for 8 hours where you do not say.",
  examples: [
    ["$0 claim fix-the-pump", "by its id, or a part of its title"],
    ["$0 claim fix-the-pump --hours 2", "it is free again after that"],
  ],
  options: (yargs) =>
    connected(yargs.positional("item", ITEM))
      .option("hours", { type: "number", describe: "the claim ends after so many hours" })
      .requiresArg("hours")
      .check(
        ({ hours }) => isLength(hours) || `--hours ${hours}: write a number of hours that is more than 0`,
      ) as Argv<Arguments>,
  run: async (args) => (await elsewhere(args, "claimElsewhere")) ?? claimHere(args),
};

const isLength = (hours: unknown) => hours === undefined || (Number(hours) > 0 && Number(hours) <= MAX_HOURS);

const claimHere = (args: Arguments) =>
  withItem(args, async (fleet, { workspace, item }) => {
    const person = userInfo().username;
    const now = fleet.fleet.clock.now();
    const time = args.hours === undefined ? undefined : { now, until: now + args.hours * HOUR };
    const verdict = await fleet.fleet.ledger.hold(person, workspace, item, time);
    if (!verdict.ok) throw new MidwatchError(`${item.id} cannot be claimed: ${verdict.reason}`);
    const end = time === undefined ? "" : ` at the latest until ${timeIn(fleet.fleet.zone, time.until).slice(0, 16)}`;
    return {
      item: item.id,
      holder: person,
      said: `${item.title} is yours, ${person},${end || " until you release it"}.`,
    };
  });

/** Exit code of the same on the machine that this one is connected to; undefined where a fleet of this one is meant. */
async function elsewhere(args: Arguments, what: "claimElsewhere" | "releaseElsewhere"): Promise<number | undefined> {
  const there = await import("../connection/claims-elsewhere.ts");
  const connection = there.meantElsewhere(args);
  return connection && there[what](connection, args);
}

const connected = (yargs: Argv<CommonArguments & { readonly item: string }>) =>
  yargs
    .option("connection", { type: "string", describe: "of the fleet that this machine is connected to, by that name" })
    .requiresArg("connection");

export const release: Command<Arguments> = {
  usage: "release <item>",
  describe: "let agents take an item again",
  details: "One that you have claimed, or one in quarantine.",
  examples: [["$0 release fix-the-pump", "by its id, or a part of its title"]],
  options: (yargs) => connected(yargs.positional("item", ITEM)) as Argv<Arguments>,
  run: async (args) => (await elsewhere(args, "releaseElsewhere")) ?? releaseHere(args),
};

const releaseHere = (args: Arguments) =>
  withItem(args, async (fleet, { workspace, item }) => {
    const released = await fleet.fleet.ledger.release(workspace, item, userInfo().username);
    const said = released
      ? `${item.title} may be taken again.`
      : `${item.title} was free already, or a session is at it.`;
    return { item: item.id, released, said };
  });

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
