import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";

const RESCUE_ACTIONS = ["list", "show", "apply", "open", "drop"] as const;

/** Arguments of `midwatch rescue`. */
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
  describe: "list kept work; show, apply, open or drop it",
  details: "Kept work is what sessions made and did not publish.",
  examples: [
    ["$0 rescue", "kept work that waits: its age, agent, branch and size"],
    ["$0 rescue list docs --all", "of one agent or workspace, with what was settled"],
    ["$0 rescue show ab12cd34", "its commits and changes, by the id in the list"],
    ["$0 rescue apply ab12cd34", "merge it into the workspace's branch, and push"],
    ["$0 rescue apply ab12cd34-2 --to fix/x", "into another branch of the remote, or a new one"],
    ["$0 rescue open ab12cd34 ../mend", "a clone for you, to mend it and push it"],
    ['$0 rescue drop ab12cd34 --reason "done by hand"', "give it up; the reason is kept"],
  ],
  options: (yargs) =>
    yargs
      .positional("action", { choices: RESCUE_ACTIONS, default: "list" as const, describe: "what to do" })
      .positional("what", { type: "string", describe: "an id or a ref; for list: an agent or a workspace" })
      .positional("folder", { type: "string", describe: "for open: the new folder; default: in the fleet's state" })
      .option("to", { type: "string", describe: "for apply: the branch; default: the workspace's" })
      .option("reason", { type: "string", describe: "for drop: the reason" })
      .option("patch", { type: "boolean", default: false, describe: "for show: every changed line, in a pipe as well" })
      .option("all", {
        type: "boolean",
        default: false,
        describe: "for list: also what was applied, dropped or merged",
      })
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
    using fleet = await openFleet({ ...args, json: true });
    return await new RescueDesk(fleet, args)[args.action]();
  },
};
