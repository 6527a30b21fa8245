import { join } from "node:path";
import type { Argv } from "yargs";
import type { ContainmentName } from "../../core/contracts/containment.ts";
import type { Exposure } from "../../core/contracts/exposure.ts";
import type { History } from "../../core/contracts/history.ts";
import { waitingRescues } from "../../core/rescues/waiting.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { needsIn, needsJson, tellNeeds } from "../views/needs.ts";
import { bold, complain, dim, say, sayJson, yellow } from "../views/print.ts";

const MAX_SESSIONS = 5;

interface Arguments extends CommonArguments {
  readonly all?: boolean;
}

export const status: Command<Arguments> = {
  usage: "status",
  describe: "show who is running, what needs you, what was done last",
  examples: [
    ["$0 status", "of the fleet in this folder"],
    ["$0 status --all", "everything that needs you, not the first few"],
  ],
  options: (yargs) =>
    yargs.option("all", {
      type: "boolean",
      describe: "everything that needs you, not only the first few",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { hasHistory, withHistory }, { exposedFiles }, { lastContainment }, { zoneLastRead }] =
      await Promise.all([
        import("../fleet/folder-argument.ts"),
        import("../fleet/open-history.ts"),
        import("../../config/exposed-files.ts"),
        import("../../core/host/containment.ts"),
        import("../../config/reading.ts"),
      ]);
    const folder = folderOf(args);
    const contained = await lastContainment(join(folder, STATE_FOLDER));
    const exposed = exposedFiles(folder);
    // Without a ledger nothing else is known.
    if (!hasHistory(folder)) for (const { path, what, mend } of exposed) complain(`${path} ${what}: ${mend}`);
    const known = await withHistory(folder, (history) => readStatus(history, folder));
    const found = { ...known, zone: zoneLastRead(folder), exposed, ...(contained && { contained }) };
    if (args.json) sayJson({ ...found, needsYou: needsJson(found.needsYou) });
    else await printStatus(found, args.all ?? false);
    return EXIT.ok;
  },
};

type Status = Awaited<ReturnType<typeof readStatus>> & {
  readonly zone: string;
  /** Files that others may change. */
  readonly exposed: readonly Exposure[];
  readonly contained?: ContainmentName;
};

async function readStatus(history: History, folder: string) {
  const [stops, atWork, needsYou, incidents, latest, letters] = await Promise.all([
    history.stops(),
    history.openSessions(),
    needsIn(folder, history),
    history.incidents(),
    history.sessions({ limit: MAX_SESSIONS }),
    history.letters(),
  ]);
  const waiting = await waitingRescues(history, Date.now());
  return { waiting, stops, atWork, needsYou, incidents, latest, letters };
}

async function printStatus(found: Status, all: boolean): Promise<void> {
  const { atWork, needsYou, incidents, latest, letters, contained } = found;
  const [{ sessionTable, atWorkLine }, { invocation }] = await Promise.all([
    import("../views/session-view.ts"),
    import("../invocation.ts"),
  ]);
  say(bold("Running"));
  for (const session of atWork) say(`  ${atWorkLine(session)}`);
  if (atWork.length === 0) say("  none");
  say(bold(`Needs you${needsYou.length > 0 ? ` (${needsYou.length})` : ""}`));
  tellNeeds(needsYou, invocation(), { zone: found.zone, all });
  if (incidents.length > 0)
    say(`${bold("Health")}  ${yellow(incidents.map(({ key }) => key).join(", "))} ${dim("(midwatch health)")}`);
  if (letters.length > 0) say(bold("Not delivered yet"));
  for (const { id, channel, letter, reason } of letters)
    say(
      `  ${letter.title} ${dim(`(${[channel, letter.to].filter(Boolean).join(", ")}; ${id.slice(-8)})`)} ${yellow(reason)}`,
    );
  say(bold("Latest sessions"));
  say(sessionTable(latest, found.zone));
  if (contained) say(dim(`Contained by: ${contained}`));
}
