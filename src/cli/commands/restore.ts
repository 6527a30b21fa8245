import { userInfo } from "node:os";
import { join } from "node:path";
import type { Argv } from "yargs";
import { MidwatchError } from "../../core/errors.ts";
import type { Backup } from "../../core/host/ledger/backups.ts";
import type { Restored } from "../../core/host/ledger/restore.ts";
import { thereAre } from "../../core/text/nearest.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { bold, say, sayJson } from "../views/print.ts";
import { table } from "../views/table.ts";

interface Arguments extends CommonArguments {
  readonly backup?: string;
}

const MAX_NAMED_SESSIONS = 10;

export const restore: Command<Arguments> = {
  usage: "restore [backup]",
  describe: "list the ledger's backups, or restore one",
  details: "The ledger that is there now is moved aside and kept. All agents are stopped until you start them.",
  examples: [
    ["$0 restore", "list the backups"],
    ["$0 restore 2026-11-28", "the ledger as it was on that day"],
  ],
  options: (yargs) =>
    yargs.positional("backup", {
      type: "string",
      describe: "a backup's day or name, as in the list",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { Backups }, { restoreLedger }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../core/host/ledger/backups.ts"),
      import("../../core/host/ledger/restore.ts"),
    ]);
    const state = join(folderOf(args), STATE_FOLDER);
    const backups = new Backups(state).list();
    if (args.backup === undefined) printBackups(backups, args);
    else {
      const restored = restoreLedger(state, find(backups, args.backup), {
        now: Date.now(),
        owner: userInfo().username,
      });
      if (args.json) sayJson(restored);
      else printRestored(restored);
    }
    return EXIT.ok;
  },
};

function find(backups: readonly Backup[], what: string): Backup {
  const found = backups.find(({ name, day, path }) => [name, day, path].includes(what));
  if (found) return found;
  const days = backups.map(({ day }) => day);
  throw new MidwatchError(`there is no backup called "${what}"${thereAre(what, days)}`);
}

function printBackups(backups: readonly Backup[], { json }: CommonArguments): void {
  if (json || backups.length === 0) {
    if (json) sayJson({ backups });
    else say("There is no backup of the ledger yet: one is made at each day's first start.");
    return;
  }
  const rows = backups.map(({ day, at, size, path }) => [
    day,
    new Date(at).toISOString(),
    `${Math.ceil(size / 1024)} KiB`,
    path,
  ]);
  say(table(["day", "made", "size", "file"], rows));
}

function printRestored(restored: Restored): void {
  const { backup, aside, unknown } = restored;
  say(`The ledger is as it was on ${bold(backup.day)}, ${new Date(backup.at).toISOString()}.`);
  if (aside !== undefined) say(`What was there is kept in ${aside}.`);
  if (unknown.length > 0) {
    const more = unknown.length > MAX_NAMED_SESSIONS ? ` and ${unknown.length - MAX_NAMED_SESSIONS} more` : "";
    say(
      `Sessions that are not in it (${unknown.length}): ${unknown
        .slice(-MAX_NAMED_SESSIONS)
        .map((id) => id.slice(-8))
        .join(", ")}${more}.`,
    );
    say(
      "Their work is on the remote and in the hub, under refs/midwatch; their transcripts and events are in .midwatch/sessions.",
    );
    say("What they spent is not counted, and what they ended is offered again where its file does not say so.");
  }
  say("Dues until now are not run. All agents are stopped until you run: midwatch start --all");
}
