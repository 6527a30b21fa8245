import { join } from "node:path";
import type { History } from "../../core/contracts/history.ts";
import type { Need } from "../../core/contracts/needs.ts";
import { dim, say, yellow } from "./print.ts";

/** So many stand on a screen that is about more than that. */
const SHOWN = 12;

/** What needs somebody, for every screen: the same things, by the same keys. */
export async function needsIn(folder: string, history: History, now = Date.now()): Promise<readonly Need[]> {
  const [{ needsYou }, { isAlive }, { readStopFile }, { STOP_FILE }, { exposedFiles }] = await Promise.all([
    import("../../core/needs-you/needs-you.ts"),
    import("../../core/host/process-identity.ts"),
    import("../../core/host/stop-file.ts"),
    import("../../core/holds/halts.ts"),
    import("../../config/exposed-files.ts"),
  ]);
  const stopFile = await readStopFile(join(folder, STOP_FILE));
  return needsYou(history, { now, isAlive, stopFile, exposed: exposedFiles(folder) });
}

/** For programs, with the names that midwatch 0.1.0 had for what is owed. */
export const needsJson = (needs: readonly Need[]) =>
  needs.map((need) => ({ ...need, action: need.text, at: need.since }));

/** Each with the command that settles it. */
export function tellNeeds(needs: readonly Need[], invocation: string, all = false): void {
  const shown = all ? needs : needs.slice(0, SHOWN);
  for (const need of shown)
    say(`  ${yellow(need.text.replaceAll(/\s+/g, " "))}\n    ${dim(`${need.command}  (${need.key})`)}`);
  if (needs.length > shown.length)
    say(`  and ${needs.length - shown.length} more: ${invocation} status --all lists them`);
  if (needs.length === 0) say("  nothing");
}
