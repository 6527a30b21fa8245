import type { Argv } from "yargs";
import { MidwatchError } from "../../../core/errors.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { type ConnectedProgram, PROGRAMS } from "../../connection/programs.ts";
import { EXIT } from "../../exit-codes.ts";

/** Arguments of `midwatch connect`. */
export interface ConnectArguments extends CommonArguments {
  readonly host?: string;
  readonly agent?: string;
  readonly name?: string;
  readonly command: string;
  readonly sshConfig?: string;
  readonly wait: number;
  readonly in?: string;
  readonly for?: readonly ConnectedProgram[];
  readonly list: boolean;
  readonly remove?: string;
}

export const connect: Command<ConnectArguments> = {
  usage: "connect [host]",
  describe: "let your conversations here take part in a fleet elsewhere",
  details:
    "Your conversations on this machine begin with the brief of a fleet on another one, and what comes of them is handed over, over ssh.",
  examples: [
    ["$0 connect anna@hub --fleet /srv/fleet --agent strategist", "ask there, and set up the hooks here"],
    ["$0 connect --list", "what is connected, and what lies in the spool"],
    ["$0 connect --remove hub", "the settings are as they were before"],
  ],
  options: (yargs) =>
    yargs
      .positional("host", { type: "string", describe: "as ssh knows it: user@host, or a name of its configuration" })
      .option("agent", { type: "string", describe: "whose conversations they are; may be left out when there is one" })
      .option("name", { type: "string", describe: "of the connection; default: the host's" })
      .option("command", { type: "string", default: "midwatch", describe: "how midwatch is called over there" })
      .option("ssh-config", { type: "string", describe: "another configuration of ssh than yours" })
      .option("wait", { type: "number", default: 1, describe: "seconds that a conversation waits for a fresh brief" })
      .option("in", { type: "string", describe: "only conversations in this folder and below it" })
      .option("for", { array: true, choices: PROGRAMS, describe: "default: those that are set up here" })
      .option("list", { type: "boolean", default: false, describe: "the connections of this machine" })
      .option("remove", { type: "string", describe: "a connection, by its name" })
      .requiresArg([
        "agent",
        "name",
        "command",
        "ssh-config",
        "wait",
        "in",
        "for",
        "remove",
      ]) as unknown as Argv<ConnectArguments>,
  async run(args) {
    if (args.list && args.remove !== undefined)
      throw new MidwatchError("--list and --remove cannot be used together: leave one out");
    const desk = await import("./desk.ts");
    if (args.list) desk.listConnections(args);
    else if (args.remove === undefined) await desk.makeConnection(args);
    else await desk.removeConnection(args.remove, args);
    return EXIT.ok;
  },
};
