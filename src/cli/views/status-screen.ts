import { existsSync } from "node:fs";
import { join } from "node:path";
import { exposedFiles } from "../../config/exposed-files.ts";
import { zoneLastRead } from "../../config/reading.ts";
import type { ContainmentName } from "../../core/contracts/containment.ts";
import type { Exposure } from "../../core/contracts/exposure.ts";
import type { History } from "../../core/contracts/history.ts";
import type { WatchPresence } from "../../core/contracts/watch-presence.ts";
import { lastContainment } from "../../core/host/containment-note.ts";
import { presentWatch } from "../../core/host/watch-presence.ts";
import { watchWords } from "../../core/night/watch-words.ts";
import { waitingRescues } from "../../core/rescues/waiting.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import type { CommonArguments } from "../command.ts";
import type { ConnectedMachine } from "../connection/machines.ts";
import { machinesFolder } from "../connection/place.ts";
import { folderOf } from "../fleet/folder-argument.ts";
import { hasHistory, withHistory } from "../fleet/open-history.ts";
import { invocation } from "../invocation.ts";
import { indented, labelled } from "./labelled.ts";
import { tellMachines } from "./machines-view.ts";
import { needsIn, needsJson, tellNeeds } from "./needs.ts";
import { bold, complain, dim, say, sayJson, yellow } from "./print.ts";
import { atWorkLine, sessionTable } from "./session-view.ts";

const MAX_SESSIONS = 5;
const BESIDE_LABEL = 7;

/** All of `midwatch status`: one file of the bundle holds it, with everything that it needs. */
export async function tellStatus(args: CommonArguments & { readonly all?: boolean }): Promise<void> {
  const folder = folderOf(args);
  const contained = lastContainment(join(folder, STATE_FOLDER));
  const exposed = exposedFiles(folder);
  // Without a ledger nothing else is known.
  if (!hasHistory(folder)) for (const { path, what, mend } of exposed) complain(`${path} ${what}: ${mend}`);
  const known = await withHistory(folder, (history) => readStatus(history, folder));
  const watch = presentWatch(join(folder, STATE_FOLDER));
  const connected = await connectedTo(folder);
  const found = {
    ...known,
    zone: zoneLastRead(folder),
    exposed,
    ...(watch && { watch }),
    ...(contained && { contained }),
    ...(connected.length > 0 && { connected }),
  };
  if (args.json) sayJson({ ...found, needsYou: needsJson(found.needsYou) });
  else printStatus(found, args.all ?? false);
}

/** Machines that are connected to the fleet: what reads of them is loaded only where there are any. */
async function connectedTo(fleet: string): Promise<readonly ConnectedMachine[]> {
  if (!existsSync(machinesFolder(fleet))) return [];
  const { connectedMachines } = await import("../connection/machines.ts");
  return connectedMachines(fleet);
}

type Status = Awaited<ReturnType<typeof readStatus>> & {
  readonly zone: string;
  /** Files that others may change. */
  readonly exposed: readonly Exposure[];
  readonly contained?: ContainmentName;
  readonly watch?: WatchPresence;
  /** Machines whose conversations take part in the fleet. */
  readonly connected?: readonly ConnectedMachine[];
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
  const looks = (await history.cursors()).map(({ upto }) => upto);
  const checked = looks.length > 0 && { checkedAt: Math.max(...looks) };
  return { waiting, stops, atWork, needsYou, incidents, latest, letters, ...checked };
}

function printStatus(found: Status, all: boolean): void {
  const { atWork, needsYou, incidents, latest, letters, contained } = found;
  say(bold("Running"));
  for (const session of atWork) say(indented(atWorkLine(session), 2));
  if (atWork.length === 0) say("  none");
  say(labelled("Watch", watchWords({ ...found, now: Date.now() }), BESIDE_LABEL));
  say(bold(`Needs you${needsYou.length > 0 ? ` (${needsYou.length})` : ""}`));
  tellNeeds(needsYou, invocation(), { zone: found.zone, all });
  if (incidents.length > 0)
    say(`${bold("Health")}  ${yellow(incidents.map(({ key }) => key).join(", "))} ${dim("(midwatch health)")}`);
  if (letters.length > 0) say(bold("Not delivered yet"));
  for (const { id, channel, letter, reason } of letters)
    say(
      indented(
        `${letter.title} ${dim(`(${[channel, letter.to].filter(Boolean).join(", ")}; ${id.slice(-8)})`)} ${yellow(reason)}`,
        2,
      ),
    );
  say(bold("Latest sessions"));
  say(latest.length > 0 ? sessionTable(latest, found.zone) : "  none");
  if (found.connected) tellMachines(found.connected, Date.now());
  if (contained) say(dim(`Contained by: ${contained}`));
}
