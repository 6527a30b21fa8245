import type { Argv } from "yargs";
import type { Parts } from "../../../core/parts/parts.ts";
import type { Command, CommonArguments } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { complain, sayJson } from "../../views/print.ts";

interface Arguments extends CommonArguments {
  readonly word?: string;
}

export const options: Command<Arguments> = {
  usage: "options [word]",
  describe: "list what the fleet's files may say, with defaults",
  details:
    "For each option of midwatch.yaml, of an agent's file and of every part, plugins' too: what it is for, its type, default and an example.",
  examples: [
    ["$0 options", "everything"],
    ["$0 options cap", "what has the word in its name or in what it is for"],
    ["$0 options claude-code", "the options of a part"],
  ],
  options: (yargs) =>
    yargs.positional("word", {
      type: "string",
      describe: "part of an option's name, of what it is for, or of a part's name",
    }) as Argv<Arguments>,
  async run(args) {
    const [{ builtIn }, { everyOption, optionsAbout, optionWords }] = await Promise.all([
      import("../../../built-in.ts"),
      import("../../../config/options/every-option.ts"),
    ]);
    const parts = builtIn();
    await addPlugins(parts, args);
    const all = everyOption(parts);
    const groups = args.word === undefined ? all : optionsAbout(args.word, all);
    if (args.json) sayJson(groups);
    else (await import("./view.ts")).printOptions(groups);
    if (groups.length > 0) return EXIT.ok;
    complain(await noneAbout(args.word ?? "", optionWords(all)));
    return EXIT.usage;
  },
};

async function noneAbout(word: string, known: readonly string[]): Promise<string> {
  const { nearestTo } = await import("../../../core/text/nearest.ts");
  const near = nearestTo(word, known);
  const meant = near === undefined ? "midwatch options lists all of them" : `did you mean ${near}?`;
  return `no option has "${word}" in its name or in what it is for; ${meant}`;
}

/** Lets the plugins of the fleet that this is about offer their parts. Without a fleet there are none. */
async function addPlugins(parts: Parts, args: CommonArguments): Promise<void> {
  const [{ folderOf }, { loadConfig }, { trustIn }, { ConfigError, MidwatchError }] = await Promise.all([
    import("../../fleet/folder-argument.ts"),
    import("../../../config/config.ts"),
    import("../../../config/exposed-files.ts"),
    import("../../../core/errors.ts"),
  ]);
  try {
    await loadConfig(folderOf(args), parts, trustIn(process.env));
  } catch (thrown) {
    if (thrown instanceof ConfigError)
      return complain("the fleet's files have mistakes (midwatch check): a plugin's options may be missing here");
    if (args.fleet !== undefined || !(thrown instanceof MidwatchError)) throw thrown;
  }
}
