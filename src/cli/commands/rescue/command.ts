import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";

const RESCUE_ACTIONS = ["list", "show", "apply", "open", "drop"] as const;

/** What `midwatch rescue` is asked. */
export interface RescueArguments extends CommonArguments {
  readonly action: (typeof RESCUE_ACTIONS)[number];
  readonly what?: string;
  readonly folder?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly patch: boolean;
  readonly all: boolean;
}

export const rescue: Command<RescueArguments> = {
  usage: "rescue [action] [what] [folder]",
  describe: "what sessions made and nobody has published: list it, show it, apply it to a branch, open it, drop it",
  examples: [
    ["$0 rescue", "what waits: how old it is, whose, from which branch, and how much"],
    ["$0 rescue list docs --all", "of one agent or workspace; what was applied, dropped or merged, too"],
    ["$0 rescue show ab12cd34", "its commits and changes; the id stands in the list"],
    ["$0 rescue apply ab12cd34", "merge it into its workspace's branch, and push that"],
    ["$0 rescue apply ab12cd34-2 --to fix/x", "into another branch of the remote, or a new one"],
    ["$0 rescue open ab12cd34 ../mend", "a clone of your own, to look at it, mend it and push it"],
    ['$0 rescue drop ab12cd34 --reason "done by hand"', "let go of it; the reason is kept"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: RESCUE_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "its id, or its ref; for list: an agent or a workspace" })
      .positional("folder", { type: "string", describe: "for open: where; in the fleet's state when left out" })
      .option("to", { type: "string", describe: "for apply: the branch; the workspace's own when left out" })
      .option("reason", { type: "string", describe: "for drop: why" })
      .option("patch", { type: "boolean", default: false, describe: "for show: every line of it, in a pipe as well" })
      .option("all", { type: "boolean", default: false, describe: "for list: what waits no more, too" })
      .requiresArg(["to", "reason"]) as unknown as Argv<RescueArguments>,
  async run(args) {
    if (args.action !== "open" && args.folder !== undefined)
      throw new MidwatchError(
        `one word too many: "${args.folder}"; nothing was done: midwatch rescue ${args.action} takes one ${args.action === "list" ? "agent or workspace" : "id"} at a time`,
      );
    if (args.action === "list") return (await import("./list.ts")).listRescues(args);
    const [{ openFleet }, { RescueDesk }] = await Promise.all([
      import("../../fleet/open-fleet.ts"),
      import("./desk.ts"),
    ]);
    const fleet = await openFleet({ ...args, json: true });
    try {
      return await new RescueDesk(fleet, args)[args.action]();
    } finally {
      fleet.close();
    }
  },
};
