import type { CommandGroup } from "./command-groups.ts";
import { bold } from "./views/print.ts";
import { wrapWords } from "./views/wrap-words.ts";

/** Wider lines are not read with ease, however wide the terminal is. */
export const MAX_HELP_COLUMNS = 100;
const INDENT = "  ";

const EXAMPLES = [
  ["midwatch demo", "three agents share a repository; watch them work"],
  ["midwatch init", "propose a fleet for the repository you are in"],
  ["midwatch why trader", "why the Trader did what it did last"],
  ["midwatch run trader --dry-run", "what it would take, and why not the others"],
] as const;

const OPTIONS = [
  ["--fleet <folder>", "the fleet's folder; default: this one, or the nearest above it"],
  ["--json", "one JSON document, for programs"],
  ["-h, --help", "this list; after a command: what it takes, with examples"],
  ["--version", "midwatch's version"],
] as const;

/** Words of yargs' own command, by which the shell completes. */
const COMPLETION = ["completion", "print a script that completes commands in your shell"] as const;

type Row = readonly [name: string, description: string];

/** Output of `midwatch --help`: every command in its group. */
export function helpText(groups: readonly CommandGroup[], columns: number): string {
  const sections = groups.map(({ name, commands }): [string, Row[]] => [name, commands.map(commandRow)]);
  sections.at(-1)?.[1].push(COMPLETION);
  return [
    "midwatch [command] [options]",
    wrapWords("Runs AI agents unattended: nothing is silent, and nothing is lost.", columns).join("\n"),
    ...[...sections, ["Options", OPTIONS] as const].map(([title, rows]) => section(title, rows, columns)),
    section("Examples", EXAMPLES, columns),
  ].join("\n\n");
}

/** A command's name, and what it cannot do without. */
const commandRow = ({ usage, describe }: { readonly usage: string; readonly describe: string }): Row => [
  usage === "$0" ? "midwatch" : usage.replaceAll(/ \[[^\]]+\]/g, ""),
  describe,
];

function section(title: string, rows: readonly Row[], columns: number): string {
  const beside = Math.max(...rows.map(([name]) => name.length)) + 2 * INDENT.length;
  const lines = rows.flatMap(([name, description]) => {
    const [first = "", ...others] = wrapWords(description, columns - beside);
    return [(INDENT + name).padEnd(beside) + first, ...others.map((line) => " ".repeat(beside) + line)];
  });
  return [bold(`${title}:`), ...lines].join("\n");
}
