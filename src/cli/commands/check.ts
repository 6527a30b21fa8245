import { join } from "node:path";
import type { Argv } from "yargs";
import type { Config } from "../../config/config.ts";
import { ConfigError, type Problem } from "../../core/errors.ts";
import type { Parts } from "../../core/parts/parts.ts";
import { CONFIG_FILE, CREDENTIALS_FILE } from "../../fleet-folder.ts";
import type { Command, CommonArguments } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { lookSignal } from "../fleet/stop-signal.ts";
import { bold, complain, green, red, say, sayJson, yellow } from "../views/print.ts";
import { table } from "../views/table.ts";
import { wrapWords } from "../views/wrap-words.ts";
import type { Readiness } from "./readiness.ts";

export const check: Command = {
  usage: "check",
  describe: "check the fleet's files, and whether agents are ready",
  details: "Exits with 0 when all are ready, with 1 when an agent is not, with 2 when a file has a mistake.",
  examples: [["$0 check", "every mistake in the files, and whether each agent is ready"]],
  options: (yargs) => yargs as Argv<CommonArguments>,
  async run(args) {
    const [{ folderOf }, { loadConfig }, { trustIn }, { builtIn }] = await Promise.all([
      import("../fleet/folder-argument.ts"),
      import("../../config/config.ts"),
      import("../../config/exposed-files.ts"),
      import("../../built-in.ts"),
    ]);
    const folder = folderOf(args);
    const parts = builtIn();
    const signal = lookSignal();
    const found = await loadConfig(folder, parts, trustIn(process.env)).then(
      (config) => outlineOf(config, { parts, now: Date.now() }, signal),
      (thrown: unknown) => {
        if (thrown instanceof ConfigError) return { ...EMPTY_OUTLINE, problems: thrown.problems };
        throw thrown;
      },
    );
    if (args.json) sayJson({ folder, ...found });
    else printOutline(found);
    if (found.problems.length > 0) return EXIT.usage;
    return found.agents.every(({ ready }) => ready) ? EXIT.ok : EXIT.failed;
  },
};

const EMPTY_OUTLINE = { agents: [], when: {}, contained: "", warnings: [] };

/** Contents of a fleet's files, right or wrong. */
interface Outline {
  readonly agents: readonly Readiness[];
  /** Schedules by agent, in words. */
  readonly when: Readonly<Record<string, string>>;
  /** Containment that keeps agents from the rest of the machine. */
  readonly contained: string;
  readonly problems: readonly Problem[];
  /** Settings that are right, and may still surprise. */
  readonly warnings: readonly Problem[];
}

async function outlineOf(
  config: Config,
  { parts, now }: { readonly parts: Parts; readonly now: number },
  signal: AbortSignal,
): Promise<Outline> {
  const [{ describeWhen }, { warningsOf }, { priceWarnings }, { wantedBy }, { findContainment }] = await Promise.all([
    import("../../core/when/describe.ts"),
    import("../../core/when/warnings.ts"),
    import("../../config/price-warnings.ts"),
    import("../../assemble.ts"),
    import("../../core/host/containment.ts"),
  ]);
  const { agents, schedules, prices } = config;
  const [{ credentialWarnings }, { idleWarnings }, { localServerWarnings }, { lfsWarnings }, { readinessOf }] =
    await Promise.all([
      import("../../config/credential-warnings.ts"),
      import("../../config/idle-warnings.ts"),
      import("../../config/local-server-warnings.ts"),
      import("../views/lfs-warnings.ts"),
      import("./readiness.ts"),
    ]);
  const means = await findContainment(wantedBy(config));
  return {
    agents: await readinessOf(config, { parts, means }, signal),
    when: Object.fromEntries(schedules.map(({ agent, when }) => [agent, describeWhen(when)])),
    contained: means.promise,
    problems: await secretProblems(config),
    warnings: [
      ...schedules.flatMap(({ when, file, line }) =>
        warningsOf(when, now).map((message) => ({ file, line, message: `when: ${message}` })),
      ),
      ...config.takenOut,
      ...priceWarnings(agents, prices, now),
      ...credentialWarnings(config, parts),
      ...idleWarnings(config),
      ...(await lfsWarnings(config)),
      ...localServerWarnings(config),
    ],
  };
}

/** Problems for which a watch would refuse to start. */
async function secretProblems({ state, webhooks }: Config): Promise<Problem[]> {
  if (webhooks.hooks.length === 0) return [];
  const [{ whyNoSecret }, { readCredentials }] = await Promise.all([
    import("../../core/webhooks/receiver.ts"),
    import("../../core/host/credentials.ts"),
  ]);
  const secrets = readCredentials(join(state, CREDENTIALS_FILE));
  return webhooks.hooks.flatMap((hook) => {
    const message = whyNoSecret(hook, secrets);
    return message === undefined ? [] : [{ file: CONFIG_FILE, message }];
  });
}

function printOutline({ agents, when, contained, problems, warnings }: Outline): void {
  if (agents.length > 0) {
    if (problems.length === 0) say(headline(agents));
    say(`Contained by ${contained}.`);
    say(
      table(
        ["agent", "is", "due", "why not"],
        agents.map((agent) => rowOf(agent, when[agent.name])),
      ),
    );
  }
  if (agents.length > 0) say("\nWhat each works with; midwatch options lists what else its file may say:");
  for (const { name, with: settings } of agents) sayWrapped(`${bold(name)}: ${settings}`);
  for (const problem of problems) complain(describeProblem(problem));
  for (const [doubt, names] of doubtsOf(agents)) complain(`${bold(names.join(", "))}: ${doubt} ${WARNING}`);
  for (const warning of warnings) complain(`${describeProblem(warning)} ${WARNING}`);
}

/** With what does not fit into the line below it, a little to the right. */
function sayWrapped(text: string): void {
  const columns = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  const [first = "", ...others] = wrapWords(text, columns - 4);
  say(`  ${first}`);
  for (const line of others) say(`    ${line}`);
}

/** Doubts, each with its agents: what is to be said of several is said once. */
function doubtsOf(agents: readonly Readiness[]): ReadonlyMap<string, readonly string[]> {
  const all = agents.flatMap(({ name, doubts }) => doubts.map((doubt) => ({ name, doubt })));
  const grouped = Map.groupBy(all, ({ doubt }) => doubt);
  return new Map([...grouped].map(([doubt, about]) => [doubt, about.map(({ name }) => name)]));
}

const WARNING = yellow("(a warning)");

function headline(agents: readonly Readiness[]): string {
  const names = agents.filter(({ ready }) => !ready).map(({ name }) => name);
  if (names.length === 0) return `All is well: ${agents.map(({ name }) => name).join(", ")}.`;
  return `Not ready: ${names.join(", ")} (${names.length} of ${agents.length}).`;
}

const rowOf = ({ name, ready, reasons }: Readiness, when = "only when it is asked to; its file has no when") => [
  name,
  ready ? green("ready") : red("not ready"),
  when,
  reasons.join("; "),
];

/** As compilers do it, so that editors can jump there. */
const describeProblem = ({ file, line, message }: Problem): string =>
  `${bold(line === undefined ? file : `${file}:${line}`)}: ${message}`;
