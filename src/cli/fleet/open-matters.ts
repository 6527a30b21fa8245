import type { Effect } from "../../core/contracts/effects.ts";
import type { Need } from "../../core/contracts/needs.ts";
import { messageOf } from "../../core/errors.ts";
import { isAlive } from "../../core/host/process-identity.ts";
import { needsIn } from "../views/needs.ts";
import { bold, say, yellow } from "../views/print.ts";

/** Matters that nobody would see to any more. */
export interface OpenMatters {
  readonly unpushed: readonly Effect[];
  readonly needsYou: readonly Need[];
  readonly atWork: readonly string[];
  /** Reason for not knowing the rest. */
  readonly unknown?: string;
}

/** Matters that are still open in a fleet, whatever mistakes are in its files. */
export async function openMattersIn(fleet: string): Promise<OpenMatters> {
  const [{ hasHistory, withHistory }, { loadConfig }, { builtIn }] = await Promise.all([
    import("./open-history.ts"),
    import("../../config/config.ts"),
    import("../../built-in.ts"),
  ]);
  if (!hasHistory(fleet)) return { unpushed: [], needsYou: [], atWork: [] };
  return withHistory(fleet, async (history) => {
    const open = (await history.openSessions()).filter(({ process }) => isAlive(process));
    const atWork = open.map(({ agent }) => agent);
    try {
      const { workspaces } = await loadConfig(fleet, builtIn());
      const unpushed = (await Promise.all(workspaces.map(({ name }) => history.unconfirmed(name)))).flat();
      return { unpushed, needsYou: await needsIn(fleet, history), atWork };
    } catch (thrown) {
      return { unpushed: [], needsYou: [], atWork, unknown: messageOf(thrown) };
    }
  });
}

/** Prints what is open, but for who is at work. */
export function tellOpenMatters({ unpushed, needsYou, unknown }: OpenMatters): void {
  if (unknown !== undefined) say(yellow(`What is still open is not known: ${unknown}`));
  if (unpushed.length > 0) say(bold("Not pushed yet; the next session would push it"));
  for (const effect of unpushed) say(`  ${yellow(pushOf(effect))} ${effect.workspace}, session ${effect.session}`);
  if (needsYou.length > 0) say(bold("Needs you"));
  for (const { text, command } of needsYou) say(`  ${yellow(text.replaceAll(/\s+/g, " "))}\n    ${command}`);
}

const pushOf = (effect: Effect) => (effect.kind === "rescue" ? effect.payload.ref : "finished work");
