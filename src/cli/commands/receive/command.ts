import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";

export const receive: Command = {
  usage: "receive",
  describe: "answer a connected machine over ssh; connect calls it",
  details: "Takes one JSON document a line on standard input, and answers each with one.",
  examples: [["$0 receive --fleet /srv/fleet", "what midwatch connect runs here over ssh"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const { receiveLines } = await import("./receiver.ts");
    await receiveLines(args);
    return EXIT.ok;
  },
};
