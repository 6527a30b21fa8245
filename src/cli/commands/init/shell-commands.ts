import { parse } from "unbash";
import { ShellReading } from "./shell.ts";
import { type Way, waysThrough } from "./shell-branches.ts";
import type { ShellCommand } from "./shell-command.ts";
import { variablesFrom } from "./shell-words.ts";

/**
 * Every simple command of a shell text that may run, in the order of the run; nothing is run. `known` are variables it
 * is given, `args` its arguments: then a `case` of them is decided.
 */
export function commandsIn(
  text: string,
  known: Readonly<Record<string, string>> = {},
  args?: readonly string[],
): ShellCommand[] {
  const root = parse(text);
  const ways = waysThrough(root, text);
  const read = ways.map((way) => new ShellReading({ text, root, way }, variablesFrom(known, args)).commands());
  return ways.length === 1 ? (read[0] ?? []) : differentIn(read, ways);
}

/** Commands of all the ways through a text: one that is the same on each stands there once. */
function differentIn(read: readonly (readonly ShellCommand[])[], ways: readonly Way[]): ShellCommand[] {
  const all = read.flatMap((commands, at) => {
    const decided = [...(ways[at]?.values() ?? [])].map(({ choice }) => choice).join(", and ");
    return commands.map((command) => ({
      command,
      decided,
      key: JSON.stringify([command.argv, command.text, command.line]),
    }));
  });
  return all
    .filter(({ key }, at) => all.findIndex((other) => other.key === key) === at)
    .map(({ command, decided, key }) => {
      const isEverywhere = all.filter((other) => other.key === key).length >= read.length;
      const choice = [command.choice, ...(isEverywhere ? [] : [decided])].filter(Boolean).join(", and ");
      const { conditions, ...rest } = command;
      const own = isEverywhere ? undefined : conditions;
      return { ...rest, ...(choice !== "" && { choice }), ...(own && { conditions: own }) };
    });
}
