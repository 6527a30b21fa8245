import type { Argv } from "yargs";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { needsJson } from "../views/needs.ts";
import { say, sayJson } from "../views/print.ts";

/** Screen of bare `midwatch`: facts that a person wants first in the morning. */
export const overview: Command = {
  usage: "$0",
  describe: "show what needs you, what failed, what was done and spent",
  examples: [],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { withHistory }, { glanceAt }, { glanceLines }, { printedGlance }, { invocation }] =
      await Promise.all([
        import("../fleet/folder-argument.ts"),
        import("../fleet/open-history.ts"),
        import("../views/glance.ts"),
        import("../../core/night/glance.ts"),
        import("../views/glance-screen.ts"),
        import("../invocation.ts"),
      ]);
    const folder = folderOf(args);
    const glance = await withHistory(folder, (history) => glanceAt(folder, history, Date.now()));
    if (args.json) sayJson({ ...glance, needsYou: needsJson(glance.needsYou) });
    else for (const line of printedGlance(glanceLines(glance), invocation(), columnsHere())) say(line);
    return EXIT.ok;
  },
};

/** Nobody knows how wide a terminal is that does not say. */
const columnsHere = () => (process.stdout.isTTY ? process.stdout.columns || 80 : undefined);
