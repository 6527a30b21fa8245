import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Argv } from "yargs";
import type { Effect } from "../../../core/contracts/effects.ts";
import type { Need } from "../../../core/contracts/needs.ts";
import type { Command } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { invocation } from "../../invocation.ts";
import { needsIn } from "../../views/needs.ts";
import { bold, say, sayJson, yellow } from "../../views/print.ts";
import type { Scope } from "./scope.ts";

interface Arguments extends Scope {
  readonly yes: boolean;
}

export const uninstall: Command<Arguments> = {
  usage: "uninstall",
  describe: "remove the fleet's systemd units",
  details: "Shows what is still open. The fleet and all its data stay.",
  examples: [["$0 uninstall --user", "user units; shows what is removed, and asks"]],
  options: (yargs) =>
    yargs
      .option("user", { type: "boolean", default: false, describe: "user units instead of system units" })
      .option("yes", { type: "boolean", default: false, describe: "remove them without asking" }) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { unitFolder }, { carryOut, installed }, { disable }] = await Promise.all([
      import("../../fleet/folder-argument.ts"),
      import("./place.ts"),
      import("./files.ts"),
      import("./systemctl.ts"),
    ]);
    const fleet = await realpath(folderOf(args));
    const folder = unitFolder(args);
    const units = [...(await installed(folder, fleet)).entries()];
    const open = await openIn(fleet);
    if (!args.json)
      printLeft(
        args,
        units.map(([name]) => name),
        open,
      );
    const agreed = units.length > 0 && (args.yes || (!args.json && (await confirm("Remove these units?"))));
    if (agreed)
      await disable(
        args,
        units.map(([name]) => name),
      );
    if (agreed) await carryOut(units.map(([name, before]) => ({ path: join(folder, name), before })));
    if (args.json) sayJson({ units: units.map(([name]) => name), ...open, removed: agreed });
    else printRemoved({ fleet, folder }, units.length > 0, agreed);
    return EXIT.ok;
  },
};

/** Open matters that nobody would see to any more. */
interface Open {
  readonly unpushed: readonly Effect[];
  readonly needsYou: readonly Need[];
  readonly atWork: readonly string[];
}

async function openIn(fleet: string): Promise<Open> {
  const [{ hasHistory, withHistory }, { loadConfig }, { builtIn }] = await Promise.all([
    import("../../fleet/open-history.ts"),
    import("../../../config/config.ts"),
    import("../../../built-in.ts"),
  ]);
  if (!hasHistory(fleet)) return { unpushed: [], needsYou: [], atWork: [] };
  const { workspaces } = await loadConfig(fleet, builtIn());
  return withHistory(fleet, async (history) => ({
    unpushed: (await Promise.all(workspaces.map(({ name }) => history.unconfirmed(name)))).flat(),
    needsYou: await needsIn(fleet, history),
    atWork: (await history.openSessions()).map(({ agent }) => agent),
  }));
}

function printLeft({ user }: Arguments, units: readonly string[], { unpushed, needsYou, atWork }: Open): void {
  if (units.length === 0) say(`This fleet has no ${user ? "user" : "system"} units.`);
  else say(bold("To be removed"));
  for (const name of units) say(`  ${name}`);
  if (unpushed.length > 0) say(bold("Not pushed yet; the next session would push it"));
  for (const effect of unpushed) say(`  ${yellow(pushOf(effect))} ${effect.workspace}, session ${effect.session}`);
  if (needsYou.length > 0) say(bold("Needs you"));
  for (const { text, command } of needsYou) say(`  ${yellow(text.replaceAll(/\s+/g, " "))}\n    ${command}`);
  if (atWork.length > 0) say(`${bold("Running")}\n  ${atWork.join(", ")}: told to stop, what was written is kept`);
}

const pushOf = (effect: Effect) => (effect.kind === "rescue" ? effect.payload.ref : "finished work");

function printRemoved(
  { fleet, folder }: { readonly fleet: string; readonly folder: string },
  any: boolean,
  removed: boolean,
): void {
  if (removed) say(`Removed from ${folder}; ${fleet} stays as it is.`);
  else if (any) say(`Nothing was removed; "${invocation()} uninstall --yes" does it.`);
}
