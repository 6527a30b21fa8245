import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { isSomebodyThere } from "../../questions.ts";
import { bold, green, say, sayJson } from "../../views/print.ts";
import type { Readiness } from "../readiness.ts";
import type { Written } from "./write.ts";

interface Arguments extends CommonArguments {
  readonly name: string;
  readonly do?: string;
  readonly when?: readonly string[];
  readonly on?: string;
  readonly cap?: string;
  readonly backend: string;
  readonly model?: string;
}

export const newAgent: Command<Arguments> = {
  usage: "new <name>",
  describe: "write a new agent's file, and check it",
  details: "At a terminal it asks for what is left out. No file that is there is ever changed.",
  examples: [
    ['$0 new reviewer --when "weekdays 08:00" --backend claude-code', "asks what it should do, and what it may cost"],
    ['$0 new digest --do "Write what happened" --when "Mon 07:00" --cap 0.5', "for scripts: everything is said"],
  ],
  options: (yargs) =>
    yargs
      .positional("name", { type: "string", demandOption: true, describe: "what it is called, e.g. reviewer" })
      .option("do", { type: "string", describe: "what it should do, in a sentence or more" })
      .option("when", {
        type: "string",
        array: true,
        nargs: 1,
        describe: 'a rule of its schedule, e.g. "weekdays 08:00"; may be given again; or "by hand"',
      })
      .option("on", { type: "string", describe: "its workspace: the name, or the path or URL of its repository" })
      .option("cap", { type: "string", describe: "dollars that one session may cost (2)" })
      .option("backend", { type: "string", default: "claude-code", describe: "what runs it" })
      .option("model", { type: "string", describe: "the model, in the backend's own words" })
      .requiresArg(["do", "on", "cap", "backend", "model"]) as Argv<Arguments>,
  async run(args) {
    const [{ folderOf }, { writeAgent }, { fleetReadiness }, { lookSignal }] = await Promise.all([
      import("../../fleet/folder-argument.ts"),
      import("./write.ts"),
      import("../fleet-readiness.ts"),
      import("../../fleet/stop-signal.ts"),
    ]);
    const folder = folderOf(args);
    const written = await writeAgent(folder, args, !args.json && isSomebodyThere());
    const all = await fleetReadiness(folder, lookSignal());
    // Where another file has a mistake, no agent's readiness is known.
    const own = all.filter(({ name }) => name === args.name);
    const readiness = own.length > 0 ? own : all;
    if (args.json) sayJson({ ...written, readiness });
    else await printWritten(written, readiness, folder);
    return readiness.every(({ ready }) => ready) ? EXIT.ok : EXIT.failed;
  },
};

async function printWritten({ file, text }: Written, readiness: readonly Readiness[], folder: string): Promise<void> {
  const { nextCommands, sayMissing } = await import("../../views/missing.ts");
  say(`Wrote ${bold(file)}:\n`);
  for (const line of text.trimEnd().split("\n")) say(`  ${line}`.trimEnd());
  say();
  for (const { name, ready, with: settings } of readiness)
    if (ready) say(`${green("Ready")}: ${name} works with ${settings}.`);
  sayMissing(readiness, "Missing before it can run");
  for (const command of nextCommands(readiness, folder)) say(command);
}
