import { join } from "node:path";
import type { Argv } from "yargs";
import type { Config } from "../config/config.ts";
import type { Contained } from "../core/contracts/host.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import type { Parts } from "../core/parts.ts";
import { CONFIG_FILE, CREDENTIALS_FILE } from "../fleet-folder.ts";
import type { Command, CommonArguments } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { bold, complain, say, sayJson, yellow } from "./print.ts";

export const check: Command = {
  usage: "check",
  describe: "read all of a fleet's files, say everything that is wrong with them, and when each agent is due",
  examples: [["$0 check", "exits with 0, or with 2 and a line for each mistake"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { loadConfig }, { trustIn }, { builtIn }] = await Promise.all([
      import("./folder-argument.ts"),
      import("../config/config.ts"),
      import("../config/exposed-files.ts"),
      import("../built-in.ts"),
    ]);
    const folder = folderOf(args);
    const parts = builtIn();
    const found = await loadConfig(folder, parts, trustIn(process.env)).then(
      (config) => outlineOf(config, parts, Date.now()),
      (thrown: unknown) => {
        if (thrown instanceof ConfigError) return { ...NOTHING, problems: thrown.problems };
        throw thrown;
      },
    );
    if (args.json) sayJson({ folder, ...found });
    else tell(found);
    return found.problems.length > 0 ? EXIT.usage : EXIT.ok;
  },
};

const NOTHING = { agents: [], when: {}, contained: "", warnings: [] };

/** What is in a fleet's files, right or wrong. */
interface Outline {
  readonly agents: readonly string[];
  /** When each of them is due, in words. */
  readonly when: Readonly<Record<string, string>>;
  /** How agents are kept from the rest of the machine. */
  readonly contained: string;
  readonly problems: readonly Problem[];
  /** What is right, and may still surprise. */
  readonly warnings: readonly Problem[];
}

async function outlineOf(config: Config, parts: Parts, now: number): Promise<Outline> {
  const [{ describeWhen }, { warningsOf }, { priceWarnings }, { wantedBy }, { findContainment }] = await Promise.all([
    import("../core/when/describe.ts"),
    import("../core/when/warnings.ts"),
    import("../config/price-warnings.ts"),
    import("../assemble.ts"),
    import("../core/host/containment.ts"),
  ]);
  const { agents, schedules, prices } = config;
  const [{ credentialWarnings }, { localServerWarnings }, { lfsWarnings }] = await Promise.all([
    import("../config/credential-warnings.ts"),
    import("../config/local-server-warnings.ts"),
    import("./lfs-warnings.ts"),
  ]);
  const contained = await findContainment(wantedBy(config));
  const { promise, refusal } = contained;
  const uncontained = refusal === undefined ? [] : [{ file: CONFIG_FILE, message: refusal }];
  return {
    agents: agents.map(({ name }) => name),
    when: Object.fromEntries(schedules.map(({ agent, when }) => [agent, describeWhen(when)])),
    contained: promise,
    problems: [...uncontained, ...(await secretProblems(config))],
    warnings: [
      ...schedules.flatMap(({ when, file, line }) =>
        warningsOf(when, now).map((message) => ({ file, line, message: `when: ${message}` })),
      ),
      ...config.takenOut,
      ...openWarnings(config, contained),
      ...priceWarnings(agents, prices, now),
      ...credentialWarnings(config, parts),
      ...(await lfsWarnings(config)),
      ...localServerWarnings(config),
    ],
  };
}

/** Which agents do what a model says, and are kept from nothing. The owner's own programs start everywhere. */
function openWarnings({ agents }: Config, { modelRefusal, uncontained }: Contained): Problem[] {
  const models = agents.filter(({ backend }) => backend.use !== "command").map(({ name }) => name);
  const open = modelRefusal ?? uncontained;
  if (open === undefined || models.length === 0) return [];
  return [{ file: CONFIG_FILE, message: `containment: ${models.join(", ")}: ${open}` }];
}

/** What a watch would refuse to start for. */
async function secretProblems({ state, webhooks }: Config): Promise<Problem[]> {
  if (webhooks.hooks.length === 0) return [];
  const [{ whyNoSecret }, { readCredentials }] = await Promise.all([
    import("../core/webhooks/receiver.ts"),
    import("../core/host/credentials.ts"),
  ]);
  const secrets = readCredentials(join(state, CREDENTIALS_FILE));
  return webhooks.hooks.flatMap((hook) => {
    const message = whyNoSecret(hook, secrets);
    return message === undefined ? [] : [{ file: CONFIG_FILE, message }];
  });
}

function tell({ agents, when, contained, problems, warnings }: Outline): void {
  if (problems.length === 0) say(`All is well: ${agents.join(", ")}.\nContained by ${contained}.`);
  for (const agent of agents) say(`${agent}: ${when[agent] ?? "only when it is asked to; its file has no when"}`);
  for (const problem of problems) complain(shown(problem));
  for (const warning of warnings) complain(`${shown(warning)} ${yellow("(a warning)")}`);
}

/** As compilers do it, so that editors can jump there. */
const shown = ({ file, line, message }: Problem): string =>
  `${bold(line === undefined ? file : `${file}:${line}`)}: ${message}`;
