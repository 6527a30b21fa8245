import type { Argv } from "yargs";
import { ConfigError, type Problem } from "../core/errors.ts";
import { CONFIG_FILE } from "../fleet-folder.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, complain, say, sayJson } from "./print.ts";

export const check: Command = {
  usage: "check",
  describe: "read all of a fleet's files, and say everything that is wrong with them",
  examples: [["$0 check", "exits with 0, or with 2 and a line for each mistake"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { loadConfig }, { builtIn }, { wantedBy }, { findContainment }] = await Promise.all([
      import("./folder-argument.ts"),
      import("../config.ts"),
      import("../built-in.ts"),
      import("../assemble.ts"),
      import("../core/host/containment.ts"),
    ]);
    const folder = folderOf(args);
    const agents: string[] = [];
    let contained = "";
    const problems = await loadConfig(folder, builtIn()).then(
      async (config): Promise<readonly Problem[]> => {
        agents.push(...config.agents.map(({ name }) => name));
        const { promise, refusal } = await findContainment(wantedBy(config));
        contained = promise;
        return refusal === undefined ? [] : [{ file: CONFIG_FILE, message: refusal }];
      },
      (thrown: unknown) => {
        if (thrown instanceof ConfigError) return thrown.problems;
        throw thrown;
      },
    );
    if (args.json) sayJson({ folder, agents, contained, problems });
    else tell(agents, contained, problems);
    return problems.length > 0 ? EXIT.usage : EXIT.ok;
  },
};

function tell(agents: readonly string[], contained: string, problems: readonly Problem[]): void {
  if (problems.length === 0) say(`All is well: ${agents.join(", ")}.\nContained by ${contained}.`);
  for (const problem of problems) complain(shown(problem));
}

/** As compilers do it, so that editors can jump there. */
const shown = ({ file, line, message }: Problem): string =>
  `${bold(line === undefined ? file : `${file}:${line}`)}: ${message}`;
