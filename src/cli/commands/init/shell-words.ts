import { dirname } from "node:path";
import type { Assignment, Command, Word, WordPart } from "unbash";

/** Values of variables and of a script's own arguments (`1`, `2`, `@`), as far as they are known. */
export type Variables = Map<string, readonly string[]>;

/** Something only the script's run would know. */
export const isOpen = (text: string): boolean => /\$[\w{($@*#]|`/.test(text);

const MOST_ARGUMENTS = 9;

/** The arguments of a script or a function; those that it was not given are empty. Undefined: nobody knows them. */
export function setArguments(variables: Variables, args: readonly string[] | undefined): void {
  const names = Array.from({ length: MOST_ARGUMENTS }, (_, n) => `${n + 1}`);
  for (const name of ["@", ...names]) variables.delete(name);
  if (!args) return;
  variables.set("@", args);
  for (const [at, name] of names.entries()) variables.set(name, [args[at] ?? ""]);
}

export function variablesFrom(known: Readonly<Record<string, string>>, args?: readonly string[]): Variables {
  const variables: Variables = new Map(Object.entries(known).map(([name, value]) => [name, [value]]));
  setArguments(variables, args);
  return variables;
}

const isAssignment = (node: { readonly type: string }): node is Assignment => node.type === "Assignment";
export const assignmentsOf = ({ prefix }: Command): readonly Assignment[] =>
  prefix.filter((node) => isAssignment(node));

export function shellWords({ name, args }: Command, variables: Variables): string[] {
  const words = args.filter((arg): arg is Word => arg.type === "Word");
  return name ? [name, ...words].flatMap((word) => valuesOf(word, variables)) : [];
}

export function remember({ prefix, args }: Command, variables: Variables): void {
  for (const { name, value, append } of [...prefix, ...args].filter((node) => isAssignment(node))) {
    const words = value.type === "ArrayValue" ? value.elements : [value];
    const values = words.flatMap((word) => valuesOf(word, variables));
    variables.set(name, append ? [...(variables.get(name) ?? []), ...values] : values);
  }
}

/** `"${ARGS[@]}"` is as many words as the array has, and `"$@"` as many as there are arguments. */
const WHOLE_ARRAY = /^"?(?:\$\{(?<name>\w+)\[[@*]\]\}|\$(?<all>@))"?$/;

export function valuesOf(word: Word, variables: Variables): readonly string[] {
  const { name, all } = WHOLE_ARRAY.exec(word.text)?.groups ?? {};
  const array = variables.get(name ?? all ?? "");
  return array ?? [word.parts ? partsValue(word.parts, variables) : word.value];
}

export const partsValue = (parts: readonly WordPart[], variables: Variables): string =>
  parts.map((part) => partValue(part, variables)).join("");

function partValue(part: WordPart, variables: Variables): string {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return part.value;
    case "DoubleQuoted":
      return partsValue(part.parts, variables);
    case "SimpleExpansion":
      return variables.get(part.text.slice(1))?.join(" ") ?? part.text;
    case "ParameterExpansion": {
      const { operation, parameter } = part;
      const set = variables.get(parameter === "BASH_SOURCE" ? "0" : parameter)?.join(" ");
      if (operation === undefined && part.prefix === undefined) return set ?? part.text;
      if (operation?.type !== "Default" || !/^:?[-=]$/.test(operation.operator)) return part.text;
      return set || valuesOf(operation.operand, variables).join(" ");
    }
    case "CommandExpansion":
      return substituted(part, variables);
    default:
      return part.text;
  }
}

/** `$(cat FILE)` with the file's name worked out, folders of known files, every other substitution as it was written. */
function substituted(part: Extract<WordPart, { type: "CommandExpansion" }>, variables: Variables): string {
  const [statement, second] = part.script?.commands ?? [];
  const command = statement?.command;
  if (second || command === undefined) return part.text;
  if (command.type === "AndOr") {
    const [change, print, third] = command.commands.map((each) =>
      each.type === "Command" ? shellWords(each, variables) : [],
    );
    const isPlace = change?.[0] === "cd" && print?.[0] === "pwd" && third === undefined;
    return isPlace && change[1] !== undefined && !isOpen(change[1]) ? change[1] : part.text;
  }
  if (command.type !== "Command") return part.text;
  const [program, file, third] = shellWords(command, variables);
  if (file === undefined || third !== undefined) return part.text;
  if (program === "dirname" && !isOpen(file)) return dirname(file);
  return program === "cat" ? `$(cat ${file})` : part.text;
}
