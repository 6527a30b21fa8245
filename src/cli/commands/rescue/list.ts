import type { Rescue } from "../../../core/contracts/rescues.ts";
import { MidwatchError } from "../../../core/errors.ts";
import { spell } from "../../../core/text/age.ts";
import { label } from "../../../core/trust/fence.ts";
import { EXIT } from "../../exit-codes.ts";
import { folderOf } from "../../fleet/folder-argument.ts";
import { withHistory } from "../../fleet/open-history.ts";
import { dim, say, sayJson, yellow } from "../../views/print.ts";
import { table } from "../../views/table.ts";
import type { RescueArguments } from "./command.ts";

/** The oldest first. Read from the ledger alone: with a fleet that is broken, with its remote away, while others work. */
export async function listRescues(args: RescueArguments): Promise<number> {
  const { all, what, json } = args;
  const filter = all ? {} : { state: "waiting" as const };
  const found = await withHistory(folderOf(args), (history) => history.rescues(filter));
  const shown = found.filter(({ agent, workspace }) => what === undefined || agent === what || workspace === what);
  if (what !== undefined && shown.length === 0 && !found.some(({ name, session }) => name === what || session === what))
    await refuseUnknown(args, what);
  if (json) sayJson({ rescues: shown });
  else if (shown.length === 0) say(`${await nothingWaits(folderOf(args))}${more(all)}`);
  else printRescues(shown);
  return EXIT.ok;
}

/** Beside it there may be work that is not kept, for it is on its way, or in a clone that somebody has to look at. */
async function nothingWaits(folder: string): Promise<string> {
  const [unsent, owed] = await withHistory(folder, async (history) => [
    (await history.unconfirmed()).length,
    (await history.obligations()).length,
  ]);
  if (unsent + owed === 0) return "nothing waits: all that was made is published, applied or dropped";
  const rest = [
    ...(unsent > 0 ? [`${unsent} on the way to the remote`] : []),
    ...(owed > 0 ? [`${owed} that need you`] : []),
  ];
  return `no kept work waits; besides, there are ${rest.join(" and ")}: midwatch status`;
}

const more = (all: boolean) => (all ? "" : " (midwatch rescue list --all tells what was)");

/** Nothing of somebody's waits, or there is nobody of that name: two answers. */
async function refuseUnknown(args: RescueArguments, what: string): Promise<void> {
  const known = await withHistory(folderOf(args), (history) => history.sessions({}));
  const names = new Set(known.flatMap(({ agent, workspace }) => [agent, workspace]));
  if (names.has(what)) return;
  throw new MidwatchError(
    `no agent that has run and no workspace is called "${what}"; "midwatch rescue show ${what}" looks for an id`,
  );
}

function printRescues(rescues: readonly Rescue[]): void {
  const several = new Set(rescues.map(({ workspace }) => workspace)).size > 1;
  const ended = rescues.some(({ state }) => state !== "waiting");
  const head = ["id", "age", "agent", ...(several ? ["workspace"] : []), "from", "commits", "files", "size"];
  const rows = rescues.map((rescue) => [
    rescue.name,
    spell(Date.now() - rescue.at),
    rescue.agent,
    ...(several ? [rescue.workspace] : []),
    label(rescue.from),
    number(rescue.commits),
    number(rescue.files),
    describeSize(rescue.bytes),
    ...(ended ? [stateOf(rescue)] : []),
    about(rescue),
  ]);
  say(table([...head, ...(ended ? ["state"] : []), "item, and why it waits"], rows));
  const waiting = rescues.filter(({ state }) => state === "waiting").length;
  say(dim(`${waiting} ${waiting === 1 ? "waits" : "wait"}: midwatch rescue show, apply, open or drop <id>`));
}

const stateOf = ({ state }: Rescue) => (state === "waiting" ? yellow(state) : state);
const number = (n: number | undefined) => (n === undefined ? "–" : String(n));

function about({ item, reason, by }: Rescue): string {
  const why = reason === "" ? "" : `: ${label(reason, MAX_TITLE_CHARS)}`;
  return `${item ? label(item.title, MAX_TITLE_CHARS) : "no item"}${why}${by === undefined ? "" : ` (${by})`}`;
}

const MAX_TITLE_CHARS = 200;

/** "12 KB": as large as it is in the repository. */
export function describeSize(bytes: number | undefined): string {
  if (bytes === undefined) return "–";
  const power = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${SIZE_UNITS[power]}`;
}

const SIZE_UNITS = ["B", "KB", "MB", "GB", "TB"];
