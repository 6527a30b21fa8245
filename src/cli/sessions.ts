import type { Argv } from "yargs";
import { MidwatchError } from "../core/errors.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { say, sayJson } from "./print.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly limit: number;
}

export const sessions: Command<Arguments> = {
  usage: "sessions [agent]",
  describe: "list what has run, newest first",
  examples: [
    ["$0 sessions", "the latest twenty"],
    ["$0 sessions trader --limit 5 --json", "for a program"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "only those of this agent" })
      .option("limit", { type: "number", default: 20, requiresArg: true, describe: "how many" })
      .check(({ limit }) => {
        if (Number.isSafeInteger(limit) && limit > 0) return true;
        throw new MidwatchError("--limit takes a whole number of sessions, 1 or more");
      }) as Argv<Arguments>,
  async run({ agent, limit, json, ...args }) {
    const [{ folderOf }, { withHistory }, { sessionTable }] = await Promise.all([
      import("./folder-argument.ts"),
      import("./open-history.ts"),
      import("./session-view.ts"),
    ]);
    const filter = { limit, ...(agent !== undefined && { agent }) };
    const found = await withHistory(folderOf({ ...args, json }), (history) => history.sessions(filter));
    if (json) sayJson(found);
    else say(found.length > 0 ? sessionTable(found) : `no session${agent === undefined ? "" : ` of ${agent}`} yet`);
    return EXIT.ok;
  },
};
