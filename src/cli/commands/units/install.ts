import type { Argv } from "yargs";
import type { Command } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { invocation } from "../../invocation.ts";
import { coloured } from "../../views/diff-lines.ts";
import { bold, say, sayJson, yellow } from "../../views/print.ts";
import type { UnitChange } from "./files.ts";
import type { ProposedUnits } from "./installing.ts";
import type { Scope } from "./scope.ts";

interface Arguments extends Scope {
  readonly timers: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly now: boolean;
}

export const install: Command<Arguments> = {
  usage: "install",
  describe: "write systemd units that run the fleet",
  details: "One more unit checks that the agents are run when they are due.",
  examples: [
    ["$0 install --user", "user units; shows them, and asks"],
    ["$0 install --run-as fleet", "system units; run this as root"],
    ["$0 install --user --timers", "a timer for each agent instead of one service"],
    ["$0 install --dry-run", "only shows them"],
  ],
  options: (yargs) =>
    yargs
      .option("user", { type: "boolean", default: false, describe: "user units instead of system units" })
      .option("timers", { type: "boolean", default: false, describe: "a timer for each agent that runs tick" })
      .option("dry-run", { type: "boolean", default: false, describe: "show the units, and write nothing" })
      .option("yes", { type: "boolean", default: false, describe: "write them without asking" })
      .option("now", { type: "boolean", default: false, describe: "start them at once" })
      .option("run-as", { type: "string", describe: "the user the fleet runs as; default: the folder's owner" })
      .option("name", { type: "string", describe: "the units' name; default: the folder's name" })
      .requiresArg(["run-as", "name"]) as unknown as Argv<Arguments>,
  async run(args) {
    const { proposeUnits, writeUnits } = await import("./installing.ts");
    const proposal = await proposeUnits(args);
    if (args.dryRun) return printUnits(args, proposal);
    const { requireSystemd } = await import("./systemctl.ts");
    requireSystemd();
    const { changes } = proposal;
    if (changes.length > 0 && !args.json) await showDiff(changes);
    const agreed = changes.length === 0 || args.yes || (!args.json && (await confirm("Write these units?")));
    if (agreed) await writeUnits(args, proposal);
    if (args.json) sayJson({ ...proposal, written: agreed });
    else printInstalled(args, proposal, agreed);
    return EXIT.ok;
  },
};

function printUnits({ json }: Arguments, proposal: ProposedUnits): number {
  if (json) sayJson({ ...proposal, written: false });
  else for (const { name, text } of proposal.units) say(`${bold(`# ${name}`)}\n${text}`);
  return EXIT.ok;
}

async function showDiff(changes: readonly UnitChange[]): Promise<void> {
  const { diffOf } = await import("./files.ts");
  for (const line of diffOf(changes).split("\n")) say(coloured(line));
}

function printInstalled(args: Arguments, { changes, enable, lingers }: ProposedUnits, written: boolean): void {
  if (!written) {
    say(`Nothing was written; "${invocation()} install --yes" writes these units.`);
    return;
  }
  if (changes.length === 0) say("The units are as they should be.");
  for (const { path, before, after } of changes)
    say(`${after === undefined ? "Removed" : before === undefined ? "Wrote" : "Changed"} ${path}`);
  if (args.now) say(`Started: ${enable.join(", ")}`);
  else tellHow(args, enable, changes);
  if (!lingers) say(yellow("They end when you sign out: loginctl enable-linger keeps them running."));
}

function tellHow({ user }: Arguments, enable: readonly string[], changes: readonly UnitChange[]): void {
  const systemctl = `systemctl${user ? " --user" : ""}`;
  say(`\nTo start them:\n  ${systemctl} daemon-reload\n  ${systemctl} enable --now ${enable.join(" ")}`);
  const service = enable.find((name) => name.endsWith(".service"));
  if (changes.some(({ before }) => before !== undefined) && service !== undefined)
    say(`  ${systemctl} restart ${service}`);
}
