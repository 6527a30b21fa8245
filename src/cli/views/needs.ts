import { join } from "node:path";
import { exposedFiles } from "../../config/exposed-files.ts";
import type { History } from "../../core/contracts/history.ts";
import type { Need } from "../../core/contracts/needs.ts";
import { MISTAKES } from "../../core/health/mistakes.ts";
import { STOP_FILE } from "../../core/holds/stop-orders.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { readStopFile, stopFileSince } from "../../core/host/stop-file.ts";
import { needsYou, type Surroundings } from "../../core/needs-you/needs-you.ts";
import { timeIn } from "../../core/text/zone.ts";
import { mistakesIn } from "../fleet/mistakes-in.ts";
import { indented } from "./labelled.ts";
import { dim, say, yellow } from "./print.ts";

/** So many stand on a screen that is about more than that. */
const SHOWN = 12;

/** Everything that needs a person, for every screen: the same things, by the same keys. */
export async function needsIn(folder: string, history: History, now = Date.now()): Promise<readonly Need[]> {
  return needsYou(history, { now, ...(await surroundingsOf(folder, history)) });
}

/** Files and processes of a fleet as they are now, of which the ledger knows nothing. */
export async function surroundingsOf(
  folder: string,
  history?: Pick<History, "incidents">,
): Promise<Omit<Surroundings, "now">> {
  const isNoted = (await history?.incidents())?.some(({ key }) => key === MISTAKES) ?? false;
  return {
    isAlive,
    stopFile: await readStopFile(join(folder, STOP_FILE)),
    stopFileSince: stopFileSince(join(folder, STOP_FILE)),
    exposed: exposedFiles(folder),
    mistakes: await mistakesIn(folder, isNoted),
  };
}

/** For programs, with the names that midwatch 0.1.0 had for what is owed. */
export const needsJson = (needs: readonly Need[]) =>
  needs.map((need) => ({ ...need, action: need.text, at: need.since }));

/** Each with the command that settles it. */
export function tellNeeds(
  needs: readonly Need[],
  invocation: string,
  { zone, all = false }: { readonly zone: string; readonly all?: boolean },
): void {
  const shown = all ? needs : needs.slice(0, SHOWN);
  for (const need of shown) {
    say(indented(yellow(need.text.replaceAll(/\s+/g, " ")), 2));
    say(`    ${dim(`${need.command}  (${need.key}, since ${timeIn(zone, need.since).slice(0, 16)})`)}`);
  }
  if (needs.length > shown.length)
    say(`  and ${needs.length - shown.length} more: ${invocation} status --all lists them`);
  if (needs.length === 0) say("  nothing");
}
