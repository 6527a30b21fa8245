import yargs, { type Argv } from "yargs";
import { didYouMean } from "../core/text/nearest.ts";
import type { Command, CommonArguments } from "./command.ts";

type AnyCommand = Command | Command<never>;

/** Words that nobody can do anything with. */
export class WrongUsage extends Error {}

export const usageWords = (usage: string): readonly string[] => usage.split(" ");

/** yargs counts arguments; a person wants to know which one is missing, which is not known, and what was meant. */
export function explainUsage(message: string, argv: readonly string[], commands: readonly AnyCommand[]): string {
  const name = argv.find((word) => commands.some(({ usage }) => usageWords(usage)[0] === word));
  const command = commands.find(({ usage }) => usageWords(usage)[0] === name);
  if (message.startsWith("Not enough non-option arguments") && command)
    return `missing argument: midwatch ${command.usage}`;
  const valueless = /^Not enough arguments following: (?<option>\S+)/.exec(message)?.groups?.option;
  if (valueless !== undefined) return `${optionOf(valueless)} takes a value, and none is given`;
  if (message.startsWith("Invalid values:")) return wrongValues(message, command);
  const unknown = /^Unknown arguments?: (?<names>.*)$/.exec(message)?.groups?.names?.split(", ");
  return unknown ? unknownWords(unknown, argv, { command, commands }) : message;
}

const optionOf = (name: string) => `--${name.replace(/^-+/, "")}`;

/** Answers to `Argument: outcome, Given: "dne", Choices: "done", "failed"`, one a line. */
function wrongValues(message: string, command: AnyCommand | undefined): string {
  const wrong = [...message.matchAll(/Argument: (?<name>.*?), Given: (?<given>.*), Choices: (?<choices>.*)/g)];
  return wrong
    .map(({ groups: { name = "", given = "", choices = "" } = {} }) => {
      const known = [...choices.matchAll(/"(?<choice>[^"]*)"/g)].map(({ groups }) => groups?.choice ?? "");
      const isWord = command !== undefined && new RegExp(`[[<]${name}[\\].>]`).test(command.usage);
      const what = isWord ? `midwatch ${usageWords(command.usage)[0]}` : optionOf(name);
      return `${what} takes ${known.join(", ")}, not ${given}${didYouMean(given.replaceAll('"', ""), known)}`;
    })
    .join("\n");
}

interface Known {
  readonly command: AnyCommand | undefined;
  readonly commands: readonly AnyCommand[];
}

function unknownWords(words: readonly string[], argv: readonly string[], known: Known): string {
  const isOption = (word: string) =>
    argv.some((given) => /^--?/.test(given) && given.replace(/^-+/, "").split("=")[0] === word);
  const said = words.map((word) => (isOption(word) ? unknownOption(word, known) : unknownWord(word, known)));
  // What a command takes that is not known is not known either.
  const first = words.findIndex((word) => !isOption(word));
  return known.command === undefined && first >= 0 ? (said[first] ?? "") : [...new Set(said)].join("\n");
}

const unknownOption = (word: string, { command }: Known) =>
  `unknown option --${word}${didYouMean(`--${word}`, optionsOf(command))}`;

function unknownWord(word: string, { command, commands }: Known): string {
  if (command) return `one word too many: "${word}"; it is midwatch ${command.usage}`;
  const names = commands.map(({ usage }) => usageWords(usage)[0] ?? "");
  return `unknown command "${word}"${didYouMean(word, names)}; midwatch --help lists them`;
}

/** The options a command takes, by their long names. */
function optionsOf(command: AnyCommand | undefined): readonly string[] {
  const cli = yargs([]).option("fleet", {}).option("json", {}) as Argv<CommonArguments>;
  command?.options(cli);
  const { key } = (
    cli as unknown as { getOptions(): { readonly key: Readonly<Record<string, unknown>> } }
  ).getOptions();
  return Object.keys(key)
    .filter((name) => name.length > 1)
    .map(optionOf);
}
