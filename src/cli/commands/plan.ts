import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { doing } from "../views/doing.ts";
import { sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly next: string;
  readonly from: string;
  readonly all: boolean;
}

export const plan: Command<Arguments> = {
  usage: "plan [agent]",
  describe: "forecast the coming days: who runs when, at what cost",
  details: "Who would run when, who would wait or be skipped and why, and what that would cost. Nothing is started.",
  examples: [
    ["$0 plan", "the next seven days"],
    ["$0 plan trader --next 1d --all", "every due of the Trader"],
    ["$0 plan --from 2027-03-08 --next 7d", "a later week, with its clock changes and market holidays"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "show only this agent; the others are planned as well" })
      .option("next", { type: "string", default: "7d", describe: "how long: 12h, 7d, 30d" })
      .option("from", { type: "string", default: "now", describe: "when to begin: 2027-03-08, tomorrow, Mon 10:00" })
      .option("all", { type: "boolean", default: false, describe: "one line for each due" })
      .requiresArg(["next", "from"]) as Argv<Arguments>,
  async run(args) {
    const [{ openToLook }, made, { tellPlan }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../../core/plan/plan.ts"),
      import("../views/plan-view.ts"),
    ]);
    using opened = await openToLook(args);
    const { fleet, agents } = opened;
    if (args.agent !== undefined) agents.get(args.agent);
    const span = await spanOf(args, fleet.clock.now(), fleet.zone);
    doing("working out who is due when");
    const found = await made.plan(opened, { ...span, ...(args.agent !== undefined && { agent: args.agent }) });
    if (args.json) sayJson(found);
    else tellPlan(found, { zone: fleet.zone, all: args.all });
    return EXIT.ok;
  },
};

async function spanOf({ from: begins, next }: Arguments, now: number, zone: string) {
  const { parseMoment, later } = await import("../../core/when/moment-text.ts");
  const from = parseMoment(begins, { now, zone, look: "ahead" });
  if (from === undefined)
    throw new MidwatchError(
      `--from ${begins}: not a valid time; write 2027-03-08, "2027-03-08 10:30", tomorrow, "Mon 10:00" or 10:30`,
    );
  const to = later(from, next, zone);
  if (to === undefined) throw new MidwatchError(`--next ${next}: not a valid duration; write 12h, 7d or 30d`);
  return { from, to };
}
