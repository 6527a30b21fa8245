import type { Argv } from "yargs";
import type { SessionFilter } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import type { OutcomeKind } from "../../core/contracts/outcome.ts";
import { MidwatchError } from "../../core/errors.ts";
import { OUTCOME_KINDS } from "../../core/text/outcome.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { zoneOf } from "../fleet/zone.ts";
import { SINCE, sinceMoment } from "../since.ts";
import { dim, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly agent?: string;
  readonly limit: number;
  readonly since?: string;
  readonly outcome?: readonly OutcomeKind[];
  readonly item?: string;
  readonly by?: "revision";
}

export const sessions: Command<Arguments> = {
  usage: "sessions [agent]",
  describe: "list the sessions, newest first",
  examples: [
    ["$0 sessions", "the latest twenty"],
    ["$0 sessions trader --since 3d --outcome failed crashed", "which ones failed, and why"],
    ["$0 sessions --item alder", "those on items with that in their id or title"],
    ["$0 sessions --by revision", "how they went before and after each change of the fleet's files"],
    ["$0 sessions trader --limit 5 --json", "for programs"],
  ],
  options: (yargs) =>
    yargs
      .positional("agent", { type: "string", describe: "only this agent's sessions" })
      .option("limit", { type: "number", default: 20, requiresArg: true, describe: "how many sessions" })
      .option("since", SINCE)
      .option("outcome", { array: true, choices: OUTCOME_KINDS, requiresArg: true, describe: "how they ended" })
      .option("item", { type: "string", requiresArg: true, describe: "part of the item's id or title" })
      .option("by", { choices: ["revision"], requiresArg: true, describe: "sums, by the state of the fleet's files" })
      .check(({ limit }) => {
        if (Number.isSafeInteger(limit) && limit > 0) return true;
        throw new MidwatchError("--limit takes a whole number of sessions, 1 or more");
      }) as unknown as Argv<Arguments>,
  async run(args) {
    const { agent, limit, json } = args;
    const [{ folderOf }, { withHistory }, { sessionTable }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/open-history.ts"),
      import("../views/session-view.ts"),
    ]);
    const folder = folderOf(args);
    const zone = await zoneOf(folder);
    if (args.by === "revision") return byRevision(args, { folder, zone });
    const filter = await filterOf(args, zone);
    const { found, all } = await withHistory(folder, async (history) => {
      const those = await history.sessions({ ...filter, limit });
      if (those.length === 0 && agent !== undefined) await refuseUnknown(history, folder, agent);
      return { found: those, all: await history.countSessions(filter) };
    });
    if (json) sayJson(found);
    else say(found.length > 0 ? sessionTable(found, zone) : noneOf(args));
    if (!json && all > found.length) say(dim(`the newest ${found.length} of ${all}: --limit ${all} lists them all`));
    return EXIT.ok;
  },
};

/** Of all sessions: what one agent's say of a change is not what the change did. */
async function byRevision(args: Arguments, place: { readonly folder: string; readonly zone: string }): Promise<number> {
  const { agent, since, outcome, item, limit, json } = args;
  if ([agent, since, outcome, item].some((one) => one !== undefined))
    throw new MidwatchError("--by revision is of all sessions: it takes --limit and --json alone");
  const [{ withHistory }, { sessionsByRevision }] = await Promise.all([
    import("../fleet/open-history.ts"),
    import("./sessions-by-revision.ts"),
  ]);
  return withHistory(place.folder, (history) => sessionsByRevision(history, { ...place, limit, json }));
}

async function filterOf({ agent, since, outcome, item }: Arguments, zone: string): Promise<SessionFilter> {
  return {
    ...(agent !== undefined && { agent }),
    ...(since !== undefined && { startedAfter: (await sinceMoment(since, Date.now(), zone)) - 1 }),
    ...(outcome !== undefined && { outcomes: outcome }),
    ...(item !== undefined && { itemText: item }),
  };
}

const noneOf = ({ agent, since, outcome, item }: Arguments) =>
  `no session${agent === undefined ? "" : ` of ${agent}`}${since === undefined && outcome === undefined && item === undefined ? " yet" : " like that"}`;

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
  throw new MidwatchError(`no agent called "${agent}" has run here${await thoseThatRan(history, agent)}`);
}
