import { closeSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Argv } from "yargs";
import type { MidwatchEvent } from "../../core/contracts/events.ts";
import type { History } from "../../core/contracts/history.ts";
import { openRegularFile } from "../../core/host/regular-file.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findSession } from "../fleet/find-session.ts";
import { doing } from "../views/doing.ts";
import { say, sayJsonLine } from "../views/print.ts";

interface Arguments extends CommonArguments {
  readonly what?: string;
  readonly follow: boolean;
}

const LOOK_AGAIN_MS = 300;
/** Bytes. */
const MAX_EVENT_FILE_BYTES = 1024 ** 3;

export const logs: Command<Arguments> = {
  usage: "logs [what]",
  describe: "print a session's events; -f follows them as they happen",
  details: "The fleet's latest session, or an agent's latest, or the one that is named.",
  examples: [
    ["$0 logs -f", "every event of the fleet, as it happens"],
    ["$0 logs trader", "the Trader's latest session"],
    ["$0 logs 4f1c2a3b --json", "one session's events, one line of JSON each"],
  ],
  options: (yargs) =>
    yargs.positional("what", { type: "string", describe: "a session's id, or an agent" }).option("follow", {
      alias: "f",
      type: "boolean",
      default: false,
      describe: "follow the events as they happen",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { withHistory }, { describeEvent }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../fleet/open-history.ts"),
      import("../views/narrator.ts"),
    ]);
    const folder = folderOf(args);
    const tell = (event: MidwatchEvent) => {
      if (args.json) return sayJsonLine(event);
      const line = describeEvent(event);
      if (line !== undefined) say(line);
    };
    const seen = new Map<string, number>();
    do {
      const ids = await withHistory(folder, (history) => wanted(history, args.what, seen));
      for (const id of ids) readOn(join(folder, ".midwatch", "sessions", id, "events.jsonl"), seen, tell);
      if (args.follow) doing("waiting for the next event");
      if (args.follow) await wait(LOOK_AGAIN_MS);
    } while (args.follow);
    return EXIT.ok;
  },
};

/** The sessions to tell of: the latest one at first, then every one that was begun since. */
async function wanted(
  history: History,
  what: string | undefined,
  seen: ReadonlyMap<string, number>,
): Promise<string[]> {
  const isAgent = what === undefined || (await history.dues({ agent: what, limit: 1 })).length > 0;
  if (!isAgent) return [(await findSession(history, what)).id];
  const latest = await history.sessions({ limit: 20, ...(what !== undefined && { agent: what }) });
  const ids = latest.map(({ id }) => id).toReversed();
  const first = ids.findIndex((id) => [...seen.keys()].some((path) => path.includes(id)));
  return first < 0 ? ids.slice(-1) : ids.slice(first);
}

/** Whole lines beyond what has been told already. */
function readOn(path: string, seen: Map<string, number>, tell: (event: MidwatchEvent) => void): void {
  const file = openRegularFile(path, { most: MAX_EVENT_FILE_BYTES });
  if (!file.ok) return;
  const from = seen.get(path) ?? 0;
  const buffer = Buffer.alloc(Math.max(0, file.stats.size - from));
  readSync(file.descriptor, buffer, 0, buffer.length, from);
  closeSync(file.descriptor);
  const whole = buffer.lastIndexOf("\n") + 1;
  seen.set(path, from + whole);
  for (const line of buffer.toString("utf8", 0, whole).split("\n"))
    if (line !== "") tell(JSON.parse(line) as MidwatchEvent);
}
