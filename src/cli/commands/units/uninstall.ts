import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Argv } from "yargs";
import type { Command } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import type { OpenMatters } from "../../fleet/open-matters.ts";
import { invocation } from "../../invocation.ts";
import { bold, say, sayJson } from "../../views/print.ts";
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
    const [{ folderOf }, { unitFolder }, { carryOut, installed }, { disable }, matters] = await Promise.all([
      import("../../fleet/folder-argument.ts"),
      import("./place.ts"),
      import("./files.ts"),
      import("./systemctl.ts"),
      import("../../fleet/open-matters.ts"),
    ]);
    const fleet = await realpath(folderOf(args));
    const folder = unitFolder(args);
    const units = [...(await installed(folder, fleet)).entries()];
    const open = await matters.openMattersIn(fleet);
    const names = units.map(([name]) => name);
    if (!args.json) {
      printLeft(args, names);
      matters.tellOpenMatters(open);
      printAtWork(open);
    }
    const agreed = units.length > 0 && (args.yes || (!args.json && (await confirm("Remove these units?"))));
    if (agreed) await disable(args, names);
    if (agreed) await carryOut(units.map(([name, before]) => ({ path: join(folder, name), before })));
    if (args.json) sayJson({ units: names, ...open, removed: agreed });
    else printRemoved({ fleet, folder }, units.length > 0, agreed);
    return EXIT.ok;
  },
};

function printLeft({ user }: Arguments, units: readonly string[]): void {
  if (units.length === 0) say(`This fleet has no ${user ? "user" : "system"} units.`);
  else say(bold("To be removed"));
  for (const name of units) say(`  ${name}`);
}

function printAtWork(open: OpenMatters): void {
  if (open.atWork.length > 0)
    say(`${bold("Running")}\n  ${open.atWork.join(", ")}: told to stop, what was written is kept`);
}

function printRemoved(
  { fleet, folder }: { readonly fleet: string; readonly folder: string },
  any: boolean,
  removed: boolean,
): void {
  if (removed) say(`Removed from ${folder}; ${fleet} stays as it is.`);
  else if (any) say(`Nothing was removed; "${invocation()} uninstall --yes" does it.`);
}
