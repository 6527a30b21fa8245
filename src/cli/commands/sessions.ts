import type { Argv } from "yargs";
import type { History } from "../../core/contracts/history.ts";
import { MidwatchError } from "../../core/errors.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { dim, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly limit: number;
}

export const sessions: Command<Arguments> = {
  usage: "sessions [agent]",
  describe: "list the sessions, newest first",
  examples: [
    ["$0 sessions", "the latest twenty"],
    ["$0 sessions trader --limit 5 --json", "for programs"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "only this agent's sessions" })
      .option("limit", { type: "number", default: 20, requiresArg: true, describe: "how many sessions" })
      .check(({ limit }) => {
        if (Number.isSafeInteger(limit) && limit > 0) return true;
        throw new MidwatchError("--limit takes a whole number of sessions, 1 or more");
      }) as Argv<Arguments>,
  async run({ agent, limit, json, ...args }) {
    const [{ folderOf }, { withHistory }, { sessionTable }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/open-history.ts"),
      import("../views/session-view.ts"),
    ]);
    const filter = { limit, ...(agent !== undefined && { agent }) };
    const folder = folderOf({ ...args, json });
    const { found, all } = await withHistory(folder, async (history) => {
      const those = await history.sessions(filter);
      if (those.length === 0 && agent !== undefined) await refuseUnknown(history, folder, agent);
      return { found: those, all: await countOf(history, agent) };
    });
    if (json) sayJson(found);
    else say(found.length > 0 ? sessionTable(found) : `no session${agent === undefined ? "" : ` of ${agent}`} yet`);
    if (!json && all > found.length) say(dim(`the newest ${found.length} of ${all}: --limit ${all} lists them all`));
    return EXIT.ok;
  },
};

/** An agent that is declared, and has not run yet, has no sessions; one that is not there is a slip. */
async function refuseUnknown(history: History, folder: string, agent: string): Promise<void> {
  const [{ loadConfig }, { builtIn }] = await Promise.all([
    import("../../config/config.ts"),
    import("../../built-in.ts"),
  ]);
  const isDeclared = await loadConfig(folder, builtIn()).then(
    ({ agents }) => agents.some(({ name }) => name === agent),
    () => false, // the files have mistakes: check tells of them
  );
  if (isDeclared) return;
  const { thoseThatRan } = await import("../fleet/find-session.ts");
  throw new MidwatchError(`no agent called "${agent}" has run here; ${await thoseThatRan(history, agent)}`);
}

/** Those that are open, too. */
async function countOf(history: History, agent: string | undefined): Promise<number> {
  const isTheirs = (one: { readonly agent: string }) => agent === undefined || one.agent === agent;
  const [ended, open] = await Promise.all([history.spending({ after: 0 }), history.openSessions()]);
  return ended.filter(isTheirs).reduce((sum, { sessions }) => sum + sessions, 0) + open.filter(isTheirs).length;
}
