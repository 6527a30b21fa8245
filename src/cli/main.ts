import yargs, { type Argv } from "yargs";
import { isMidwatchError, messageOf } from "../core/errors.ts";
import { nearestTo } from "../core/text/nearest.ts";
import { packageVersion } from "../package-root.ts";
import type { Command, CommonArguments } from "./command.ts";
import { agents } from "./commands/agents.ts";
import { audit } from "./commands/audit.ts";
import { backends } from "./commands/backends.ts";
import { brief } from "./commands/brief/command.ts";
import { budget } from "./commands/budget.ts";
import { check } from "./commands/check.ts";
import { checkDues } from "./commands/check-dues.ts";
import { claim, release } from "./commands/claim.ts";
import { demo } from "./commands/demo/command.ts";
import { doctor } from "./commands/doctor.ts";
import { health } from "./commands/health.ts";
import { init } from "./commands/init/command.ts";
import { items } from "./commands/items.ts";
import { lessons } from "./commands/lessons/command.ts";
import { logs } from "./commands/logs.ts";
import { memory } from "./commands/memory/command.ts";
import { open } from "./commands/open.ts";
import { outbox } from "./commands/outbox/command.ts";
import { overview } from "./commands/overview.ts";
import { plan } from "./commands/plan.ts";
import { recover } from "./commands/recover.ts";
import { report } from "./commands/report.ts";
import { rescue } from "./commands/rescue/command.ts";
import { restore } from "./commands/restore.ts";
import { retry } from "./commands/retry.ts";
import { run } from "./commands/run.ts";
import { sessions } from "./commands/sessions.ts";
import { settle } from "./commands/settle.ts";
import { show } from "./commands/show.ts";
import { status } from "./commands/status.ts";
import { start, stop } from "./commands/stop.ts";
import { tell } from "./commands/tell.ts";
import { threads } from "./commands/threads/command.ts";
import { tick } from "./commands/tick.ts";
import { trust } from "./commands/trust.ts";
import { install } from "./commands/units/install.ts";
import { uninstall } from "./commands/units/uninstall.ts";
import { watch } from "./commands/watch.ts";
import { why } from "./commands/why.ts";
import { EXIT } from "./exit-codes.ts";
import { outliveStrayErrors } from "./stray-errors.ts";
import { complain } from "./views/print.ts";

const COMMANDS = [
  overview,
  status,
  health,
  report,
  sessions,
  show,
  logs,
  open,
  why,
  plan,
  agents,
  items,
  brief,
  run,
  tick,
  tell,
  outbox,
  watch,
  stop,
  start,
  budget,
  retry,
  claim,
  release,
  settle,
  check,
  trust,
  lessons,
  memory,
  threads,
  doctor,
  audit,
  backends,
  demo,
  init,
  install,
  uninstall,
  rescue,
  recover,
  restore,
  checkDues,
];

/** The command line. Answers with the exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  outliveStrayErrors(complain);
  let code: number = EXIT.ok;
  const done = (answer: number) => {
    code = answer;
  };
  const cli = common(yargs([...argv]), argv);
  for (const command of COMMANDS) add(cli, command as Command<never>, done);
  try {
    await cli.parseAsync();
    return code;
  } catch (thrown) {
    complain(explain(thrown));
    return isMidwatchError(thrown) || thrown instanceof WrongUsage ? EXIT.usage : EXIT.failed;
  }
}

class WrongUsage extends Error {}

const usageWords = (usage: string) => usage.split(" ");

/** yargs counts arguments; a person wants to know which one is missing, or which word is not known. */
function explainUsage(message: string, argv: readonly string[]): string {
  const name = argv.find((word) => COMMANDS.some(({ usage }) => usageWords(usage)[0] === word));
  const command = COMMANDS.find(({ usage }) => usageWords(usage)[0] === name);
  if (message.startsWith("Not enough non-option arguments") && command)
    return `missing argument: midwatch ${command.usage}`;
  const unknown = /^Unknown arguments?: (?<names>.*)$/.exec(message)?.groups?.names?.split(", ");
  if (!unknown) return message;
  return [...new Set(unknown.map((word) => unknownWord(word, argv, command)))].join("\n");
}

function unknownWord(word: string, argv: readonly string[], command: Command<never> | Command | undefined): string {
  const isOption = argv.some((given) => /^--?/.test(given) && given.replace(/^-+/, "").split("=")[0] === word);
  const near = nearestTo(word, isOption ? optionsOf(command) : COMMANDS.map(({ usage }) => usageWords(usage)[0] ?? ""));
  if (isOption) return `unknown option --${word}${near === undefined ? "" : ` (did you mean --${near}?)`}`;
  if (command) return `one word too many: "${word}"; it is midwatch ${command.usage}`;
  return `unknown command "${word}"${near === undefined ? "" : ` (did you mean ${near}?)`}; midwatch --help lists them`;
}

/** The options a command takes, by their long names. */
function optionsOf(command: Command<never> | Command | undefined): readonly string[] {
  const cli = yargs([]).option("fleet", {}).option("json", {}) as Argv<CommonArguments>;
  command?.options(cli);
  const { key } = (
    cli as unknown as { getOptions(): { readonly key: Readonly<Record<string, unknown>> } }
  ).getOptions();
  return Object.keys(key).filter((name) => name.length > 1);
}

function common(cli: Argv, argv: readonly string[]): Argv<CommonArguments> {
  return cli
    .scriptName("midwatch")
    .locale("en")
    .usage("$0 <command>\n\nRuns AI agents unattended: nothing is silent, and nothing is lost.")
    .option("fleet", { type: "string", describe: "the fleet's folder (found from here upwards when left out)" })
    .option("json", { type: "boolean", default: false, describe: "for programs: one JSON document" })
    .requiresArg("fleet")
    .alias("help", "h")
    .example("$0 demo", "three agents share a repository; watch them work")
    .example("$0 init", "propose a fleet for the repository you stand in; nothing is written without a yes")
    .example("$0 why trader", "why the Trader did what it did last, candidate by candidate")
    .strict()
    .completion("completion", "print a script that completes midwatch's words in your shell")
    .version(packageVersion())
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      // yargs' own mistake, as it calls a person's, and not one of ours.
      throw error && error.name !== "YError" ? error : new WrongUsage(explainUsage(error?.message ?? message, argv));
    }) as Argv<CommonArguments>;
}

function add<Arguments extends CommonArguments>(
  cli: Argv<CommonArguments>,
  command: Command<Arguments>,
  done: (code: number) => void,
): void {
  cli.command(
    command.usage,
    command.describe,
    (options) => {
      for (const [example, what] of command.examples) options.example(example, what);
      return command.options(options);
    },
    async (args) => done(await command.run(args as unknown as Arguments)),
  );
}

function explain(thrown: unknown): string {
  if (thrown instanceof WrongUsage)
    return `${thrown.message}\nmidwatch --help shows what there is, midwatch <command> --help what a command takes`;
  if (isMidwatchError(thrown)) return thrown.message;
  const missing = /spawn (?<program>\S+) ENOENT/.exec(messageOf(thrown))?.groups?.program;
  if (missing !== undefined) return `there is no program called ${missing} on the PATH: install it, or mend the PATH`;
  if (isOfMachine(thrown)) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
}

/** What the operating system has refused: its sentence names the path; where in our code that was helps nobody. */
const isOfMachine = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && "syscall" in thrown && "code" in thrown;
