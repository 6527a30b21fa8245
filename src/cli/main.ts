import { parseArgs } from "node:util";
import yargs, { type Argv } from "yargs";
import { pluginThatThrew } from "../config/met-plugins.ts";
import { ConfigError, isMidwatchError, messageOf } from "../core/errors.ts";
import { packageVersion } from "../package-root.ts";
import type { Command, CommonArguments } from "./command.ts";
import { COMMAND_GROUPS } from "./command-groups.ts";
import { EXIT } from "./exit-codes.ts";
import { helpText, MAX_HELP_COLUMNS } from "./help.ts";
import { outliveStrayErrors } from "./stray-errors.ts";
import { doing, spoken } from "./views/doing.ts";
import { complain, say } from "./views/print.ts";
import { explainUsage, usageWords, WrongUsage } from "./wrong-usage.ts";

const COMMANDS: readonly (Command | Command<never>)[] = COMMAND_GROUPS.flatMap(({ commands }) => commands);

/** The command line. Answers with the exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  outliveStrayErrors(complain, pluginThatThrew);
  let code: number = EXIT.ok;
  const done = (answer: number) => {
    code = answer;
  };
  if (asksForEveryCommand(argv)) {
    say(helpText(COMMAND_GROUPS, helpColumns()));
    return code;
  }
  try {
    await commandLine(argv, done).parseAsync();
    return code;
  } catch (thrown) {
    complain(explain(thrown));
    return isMidwatchError(thrown) || thrown instanceof WrongUsage ? EXIT.usage : EXIT.failed;
  } finally {
    spoken();
  }
}

/** Every command, as yargs knows them. */
export function commandLine(argv: readonly string[], done: (code: number) => void): Argv<CommonArguments> {
  const cli = common(yargs([...argv]), argv);
  for (const command of COMMANDS) add(cli, command as Command<never>, done);
  return cli;
}

const helpColumns = () => Math.min(MAX_HELP_COLUMNS, process.stdout.columns ?? MAX_HELP_COLUMNS);

/** Help without a command: yargs would print all of them in one list. */
function asksForEveryCommand(argv: readonly string[]): boolean {
  const options = {
    help: { type: "boolean", short: "h" },
    fleet: { type: "string" },
    json: { type: "boolean" },
  } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, strict: false });
  const isCommand = COMMANDS.some(({ usage }) => usageWords(usage)[0] === positionals[0]);
  return (values.help === true && !isCommand) || (argv.length === 1 && argv[0] === "help");
}

function common(cli: Argv, argv: readonly string[]): Argv<CommonArguments> {
  return cli
    .scriptName("midwatch")
    .locale("en")
    .option("fleet", { type: "string", describe: "the fleet's folder; default: this one, or the nearest above it" })
    .option("json", { type: "boolean", default: false, describe: "one JSON document, for programs" })
    .requiresArg("fleet")
    .alias("help", "h")
    .strict()
    .completion("completion", "print a script that completes commands in your shell", completeWords)
    .version(packageVersion())
    .wrap(helpColumns())
    .fail((message, error) => {
      // yargs' own mistake, as it calls a person's, and not one of ours.
      throw error && error.name !== "YError"
        ? error
        : new WrongUsage(explainUsage(error?.message ?? message, argv, COMMANDS));
    }) as Argv<CommonArguments>;
}

/** All that yargs knows to complete, but not its own name for the command without a word. */
function completeWords(
  _current: string,
  _argv: unknown,
  known: (done: (error: Error | null, words: string[] | undefined) => void) => void,
  done: (words: string[]) => void,
): void {
  known((_error, words = []) => done(words.filter((word) => !word.startsWith("$0"))));
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
      options.usage(usageText(command));
      for (const [example, what] of command.examples) options.example(example, what);
      return command.options(options);
    },
    async (args) => {
      doing("reading the fleet's files");
      done(await command.run(args as unknown as Arguments));
    },
  );
}

const usageText = ({ usage, describe, details }: Pick<Command, "usage" | "describe" | "details">) =>
  [usage === "$0" ? "$0" : `$0 ${usage}`, describe, details].filter((text) => text !== undefined).join("\n\n");

/** Consequence of a mistake in a file, for a person who has asked for anything else. */
const NO_SESSION = "no session starts before the fleet's files are right: midwatch check";

function explain(thrown: unknown): string {
  if (thrown instanceof WrongUsage)
    return `${thrown.message}\nmidwatch --help lists the commands, midwatch <command> --help explains one`;
  if (thrown instanceof ConfigError) return `${thrown.message}\n${NO_SESSION}`;
  if (isMidwatchError(thrown)) return thrown.message;
  const missing = /spawn (?<program>\S+) ENOENT/.exec(messageOf(thrown))?.groups?.program;
  if (missing !== undefined) return `there is no program called ${missing} on the PATH: install it, or mend the PATH`;
  if (isOfMachine(thrown)) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown);
}

/** True for an error of the operating system: its sentence names the path, and the place in our code helps nobody. */
const isOfMachine = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && "syscall" in thrown && "code" in thrown;
