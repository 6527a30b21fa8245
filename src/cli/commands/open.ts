import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Argv } from "yargs";
import type { SessionRecord } from "../../core/contracts/fleet-history.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Workspace } from "../../core/contracts/workspace.ts";
import { MidwatchError } from "../../core/errors.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findSession } from "../fleet/find-session.ts";
import type { OpenFleet } from "../fleet/open-fleet.ts";
import { spoken } from "../views/doing.ts";
import { complain, say, sayJson } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly session: string;
}

export const open: Command<Arguments> = {
  usage: "open <session>",
  describe: "continue an ended session yourself, in a terminal",
  details: "Its conversation, in a fresh clone of its work.",
  examples: [
    ["$0 open trader", "the agent's latest session, if it ran on Claude Code"],
    ["$0 open 4f1c2a3b", "an id, or its beginning or end, as in midwatch sessions"],
  ],
  options: (yargs) =>
    yargs.positional("session", {
      type: "string",
      demandOption: true,
      describe: "an agent, or a session's id",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ openFleet }, { runInForeground }] = await Promise.all([
      import("../fleet/open-fleet.ts"),
      import("../../core/host/foreground.ts"),
    ]);
    using fleet = await openFleet({ ...args, json: true });
    const { program, clone, workspace } = await prepare(fleet, args.session);
    if (!args.json) say(`What you change in ${clone} is yours: no session publishes it.`);
    spoken();
    const closed = await runInForeground(program);
    if (!closed.ok) complain(`${program.argv[0]}: ${closed.reason}`);
    if (args.json) sayJson({ clone, ...closed });
    else printWhatIsLeft(clone, workspace);
    return closed.ok && closed.code === 0 ? EXIT.ok : EXIT.failed;
  },
};

/** A clone, and a home with the conversation, both new: the session's own are gone, and nobody else works here. */
async function prepare({ fleet, folder, agents, backends }: OpenFleet, what: string) {
  const record = await findSession(fleet.ledger.history, what);
  const { id, agent } = record;
  if (!record.outcome) throw new MidwatchError(`session ${id} has not ended: wait for it, or stop it`);
  const backend = backends.get(agents.get(agent).name);
  if (!backend.open) throw new MidwatchError(`${agent} runs on ${backend.name}, which has no conversation to resume`);
  const commit = await workOf(fleet.ledger.history, record);
  const { STATE_FOLDER } = await import("../../fleet-folder.ts");
  const place = await freshFolder(join(folder, STATE_FOLDER, "opened"), id);
  const { clone, home } = await fleet.folders.create(place);
  const workspace = fleet.workspaces.get(record.workspace);
  const { model } = agents.get(agent);
  const transcript = fleet.folders.transcript(fleet.folders.path(id));
  const asked = { session: id, transcript, cwd: clone, home, ...(model !== undefined && { model }) };
  const opened = await backend.open(asked);
  if (!opened.ok) {
    await fleet.folders.drop(place);
    throw new MidwatchError(`session ${id} cannot be opened: ${opened.reason}`);
  }
  await workspace.clone(clone, commit, agent);
  return { program: { ...opened, cwd: clone, env: { ...opened.env, ...terminal() } }, clone, workspace };
}

/** Commit of its work: rescued, else published, else the one it started from. */
async function workOf(history: History, { id, base }: SessionRecord): Promise<string> {
  const effects = await history.effects(id);
  const commits = effects.map((effect) => {
    if (effect.kind === "rescue") return effect.payload.commit;
    return effect.kind === "publish" ? effect.payload.work : undefined;
  });
  const commit = commits.findLast((each) => each !== undefined) ?? base;
  if (commit === undefined)
    throw new MidwatchError(`session ${id} ended before it had a clone: there is nothing to open`);
  return commit;
}

/** One for each time it is opened: what a person left in an earlier one stays there. */
async function freshFolder(parent: string, id: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (let time = 1; ; time++) {
    const folder = join(parent, time === 1 ? id : `${id}-${time}`);
    const isNew = await mkdir(folder, { mode: 0o700 }).then(
      () => true,
      (thrown: NodeJS.ErrnoException) => {
        if (thrown.code === "EEXIST") return false;
        throw thrown;
      },
    );
    if (isNew) return folder;
  }
}

/** Variables by which programs know the person's terminal. */
const terminal = (): Record<string, string> =>
  Object.fromEntries(
    ["TERM", "COLORTERM", "NO_COLOR"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

function printWhatIsLeft(clone: string, { remote, branch }: Workspace): void {
  say(`The clone is still there: ${clone}`);
  say(
    `git -C ${shellWord(clone)} push ${shellWord(remote)} HEAD:${shellWord(branch)}    publishes what is committed there`,
  );
}
