import { resolve } from "node:path";
import type { Argv } from "yargs";
import { shellWord } from "../../../core/text/shell-word.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { confirm } from "../../confirm.ts";
import { EXIT } from "../../exit-codes.ts";
import { lookSignal } from "../../fleet/stop-signal.ts";
import { invocation } from "../../invocation.ts";
import { coloured } from "../../views/diff-lines.ts";
import { doing } from "../../views/doing.ts";
import { nextCommands, sayMissing } from "../../views/missing.ts";
import { bold, say, sayJson } from "../../views/print.ts";
import type { Readiness } from "../readiness.ts";
import type { Proposal } from "./proposal.ts";

interface Arguments extends CommonArguments {
  readonly folder: string;
  readonly yes: boolean;
  readonly crontab?: string;
  readonly units?: readonly string[];
}

export const init: Command<Arguments> = {
  usage: "init [folder]",
  describe: "propose a fleet for a repository, or make a small one",
  details: "Reads crontab lines, systemd timers and gptme's files. Nothing is written without your yes.",
  examples: [
    ["$0 init", "show the proposed files as a diff, and ask"],
    ["$0 init --yes", "for scripts: write them without asking"],
    ["$0 init fleet --yes && $0 run helper --fleet fleet", "a new fleet, and its first session"],
    ["$0 init --crontab copied.txt --units copied-units", "from another machine's schedules"],
  ],
  options: (yargs) =>
    yargs
      .positional("folder", {
        type: "string",
        default: ".",
        describe: "a git repository, or an empty or new folder; same as --fleet",
      })
      .option("yes", { type: "boolean", default: false, describe: "write the proposal without asking" })
      .option("crontab", { type: "string", describe: "read this file instead of the machine's crontabs" })
      .option("units", {
        type: "string",
        array: true,
        // One each, or it would take the folder, too.
        nargs: 1,
        describe: "read these folders instead of systemd's",
      }) as Argv<Arguments>,
  async run({ fleet, folder, yes, json, crontab, units }) {
    const [{ proposeFleet }, { carryOut }] = await Promise.all([import("./look.ts"), import("./proposal.ts")]);
    const places = {
      ...(crontab !== undefined && { crontab: resolve(crontab) }),
      ...(units && { units: units.map((each) => resolve(each)) }),
    };
    doing("looking at what is there");
    const proposal = await proposeFleet(resolve(fleet ?? folder), places);
    const signal = lookSignal();
    if (!json) await printProposal(proposal);
    doing("asking whether each agent could run");
    const proposed = await import("./proposed-readiness.ts").then((one) => one.proposedReadiness(proposal, signal));
    if (!json && !yes) sayMissing(proposed, "Not ready to run yet");
    const agreed = yes || (!json && (await confirm("Write these files?")));
    if (agreed) doing("writing the files");
    if (agreed) await carryOut(proposal);
    const agents = agreed ? await readinessNow(proposal.folder, signal) : proposed;
    if (json) sayJson({ ...proposal, written: agreed, readiness: agents });
    else printNextStep(proposal, agreed, agents);
    return EXIT.ok;
  },
};

const readinessNow = (folder: string, signal: AbortSignal) =>
  import("../fleet-readiness.ts").then(({ fleetReadiness }) => fleetReadiness(folder, signal));

async function printProposal(proposal: Proposal): Promise<void> {
  const { diffOf } = await import("./proposal.ts");
  say(bold(`Found in ${proposal.folder}`));
  for (const line of proposal.found) say(`  ${line}`);
  say(`\n${bold("Proposed")}\n`);
  for (const line of diffOf(proposal).split("\n")) say(coloured(line));
  if (proposal.notes.length > 0) say(bold("Before you approve"));
  for (const note of proposal.notes) say(`  - ${note}`);
}

function printNextStep({ folder, files }: Proposal, written: boolean, agents: readonly Readiness[]): void {
  const named = files.map(({ path }) => path).join(", ");
  say(written ? `\nWrote ${named} in ${folder}` : "\nNothing was written.");
  if (written) sayMissing(agents, "Missing before all can run");
  if (written) for (const command of nextCommands(agents, folder)) say(command);
  else say(`${invocation()} init ${shellWord(folder)} --yes    writes these files`);
}
