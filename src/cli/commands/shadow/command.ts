import { resolve } from "node:path";
import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

/** Arguments of `midwatch shadow`. */
export interface ShadowArguments extends CommonArguments {
  readonly once: boolean;
  readonly show: boolean;
  readonly anew: boolean;
  readonly within: number;
  readonly crontab?: string;
  readonly units?: readonly string[];
}

export const shadow: Command<ShadowArguments> = {
  usage: "shadow",
  describe: "record what midwatch would run beside the old timer",
  details:
    "Starts nothing and spends no token: it looks once a minute until stopped, and notes what the old jobs did and what would have been run.",
  examples: [
    ["$0 shadow", "record until Ctrl-C; what was recorded before goes on"],
    ["$0 shadow --once", "one look, for a line of a crontab"],
    ["$0 shadow --show", "missed, extra, later, cost"],
  ],
  options: (yargs) =>
    yargs
      .option("once", { type: "boolean", default: false, describe: "look once, and end" })
      .option("show", { type: "boolean", default: false, describe: "show the difference so far" })
      .option("anew", { type: "boolean", default: false, describe: "begin anew; what was recorded is kept beside it" })
      .option("within", { type: "number", default: 30, describe: "minutes within which two runs are the same one" })
      .option("crontab", { type: "string", describe: "look in this file instead of the machine's crontabs" })
      .option("units", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "look in these folders instead of systemd's",
      })
      .requiresArg(["within", "crontab"]) as unknown as Argv<ShadowArguments>,
  async run(args) {
    if (args.show && (args.once || args.anew))
      throw new MidwatchError("--show cannot be used with --once or --anew: leave one out");
    const desk = await import("./desk.ts");
    const places = {
      ...(args.crontab !== undefined && { crontab: resolve(args.crontab) }),
      ...(args.units && { units: args.units.map((each) => resolve(each)) }),
    };
    if (args.show) await desk.show(args);
    else await desk.record(args, places);
    return EXIT.ok;
  },
};
