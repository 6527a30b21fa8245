import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { Command } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { lookSignal } from "../../fleet/stop-signal.ts";
import type { InstallScope } from "../units/installing.ts";

/** Arguments of `midwatch cutover`. */
export interface CutoverArguments extends InstallScope {
  readonly yes: boolean;
  readonly off: readonly string[];
  readonly keep: readonly string[];
  readonly unready: boolean;
  readonly crontab?: string;
  readonly units?: readonly string[];
}

export const cutover: Command<CutoverArguments> = {
  usage: "cutover",
  describe: "turn the old crontab lines and units off, and midwatch on",
  details: "Names each, keeps a copy, and does nothing while both would run. midwatch leave puts all of it back.",
  examples: [
    ["$0 cutover", "show what is turned off and on, and ask"],
    ['$0 cutover --keep "crontab line 9"', "a line that names the repository, and is no agent"],
  ],
  options: (yargs) =>
    yargs
      .option("yes", { type: "boolean", default: false, describe: "do it without asking" })
      .option("off", {
        type: "string",
        array: true,
        nargs: 1,
        default: [],
        describe: "turn this one off as well, by the name it is shown by",
      })
      .option("keep", {
        type: "string",
        array: true,
        nargs: 1,
        default: [],
        describe: "let this one run on beside midwatch",
      })
      .option("unready", { type: "boolean", default: false, describe: "although an agent could not run yet" })
      .option("user", {
        type: "boolean",
        default: process.getuid?.() !== 0,
        describe: "user units; system units as root",
      })
      .option("timers", { type: "boolean", default: false, describe: "a timer for each agent that runs tick" })
      .option("run-as", { type: "string", describe: "the user the fleet runs as; default: the folder's owner" })
      .option("name", { type: "string", describe: "the units' name; default: the folder's name" })
      .option("crontab", { type: "string", describe: "look in this file instead of the machine's crontabs" })
      .option("units", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "look in these folders instead of systemd's",
      })
      .requiresArg(["run-as", "name", "crontab"]) as unknown as Argv<CutoverArguments>,
  async run(args) {
    const [{ folderOf }, desk, view] = await Promise.all([
      import("../../fleet/folder-argument.ts"),
      import("./desk.ts"),
      import("./view.ts"),
    ]);
    const fleet = await realpath(folderOf(args));
    const places = {
      ...(args.crontab !== undefined && { crontab: resolve(args.crontab) }),
      ...(args.units && { units: args.units.map((each) => resolve(each)) }),
    };
    const prepared = await desk.prepare(fleet, args, { places, signal: lookSignal() });
    if (!args.json) view.tellCutover(prepared);
    if (prepared.refusals.length > 0) return view.tellRefused(prepared, args);
    const isDone = prepared.cutover.off.length === 0 && prepared.on.isOn;
    const agreed = !isDone && (args.yes || (!args.json && (await confirm("Cut over?"))));
    if (agreed) await desk.carryOut(prepared);
    view.tellDone(prepared, args, { isDone, agreed });
    return EXIT.ok;
  },
};
