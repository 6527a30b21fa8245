import { type Assignment, type Command, forEachChild, parse, type SyntaxNode, type Word, type WordPart } from "unbash";

/** A simple command of a script, with the variables replaced that the script itself sets. */
export interface ShellCommand {
  /** Words of the call; one that could not be worked out stands as it was written: `$PROMPT`, `$(cat plan.md)`. */
  readonly argv: readonly string[];
  /** Names of variables set for it alone; never their values, which may be secrets. */
  readonly given: readonly string[];
  /** Folder it runs in, as far as `cd` says. */
  readonly directory?: string;
  readonly line: number;
}

type Variables = Map<string, readonly string[]>;

/** Every simple command of a shell text, in the order of the text; nothing is run. */
export function commandsIn(text: string, known: Readonly<Record<string, string>> = {}): ShellCommand[] {
  const variables: Variables = new Map(Object.entries(known).map(([name, value]) => [name, [value]]));
  const found: ShellCommand[] = [];
  let directory: string | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Command") {
      const argv = shellWords(node, variables);
      const given = assignmentsOf(node).map(({ name }) => name);
      if (argv.length === 0 || ["export", "readonly", "local", "declare"].includes(argv[0] ?? ""))
        remember(node, variables);
      else if (argv[0] === "cd" && argv[1] !== undefined) directory = argv[1];
      else found.push({ argv, given, line: lineAt(text, node.pos), ...(directory !== undefined && { directory }) });
    }
    const before = directory;
    forEachChild(node, visit);
    // A shell of its own does not move the one that started it.
    if (node.type === "CommandExpansion" || node.type === "Subshell") directory = before;
  };
  visit(parse(text));
  return found;
}

const lineAt = (text: string, position: number) => text.slice(0, position).split("\n").length;

const isAssignment = (node: { readonly type: string }): node is Assignment => node.type === "Assignment";
const assignmentsOf = ({ prefix }: Command) => prefix.filter((node) => isAssignment(node));

function shellWords({ name, args }: Command, variables: Variables): string[] {
  const words = args.filter((arg): arg is Word => arg.type === "Word");
  return name ? [name, ...words].flatMap((word) => valuesOf(word, variables)) : [];
}

function remember({ prefix, args }: Command, variables: Variables): void {
  for (const { name, value, append } of [...prefix, ...args].filter((node) => isAssignment(node))) {
    const words = value.type === "ArrayValue" ? value.elements : [value];
    const values = words.flatMap((word) => valuesOf(word, variables));
    variables.set(name, append ? [...(variables.get(name) ?? []), ...values] : values);
  }
}

/** `"${ARGS[@]}"` is as many words as the array has. */
const WHOLE_ARRAY = /^"?\$\{(?<name>\w+)\[[@*]\]\}"?$/;

function valuesOf(word: Word, variables: Variables): readonly string[] {
  const array = variables.get(WHOLE_ARRAY.exec(word.text)?.groups?.name ?? "");
  return array ?? [word.parts ? word.parts.map((part) => partValue(part, variables)).join("") : word.value];
}

function partValue(part: WordPart, variables: Variables): string {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return part.value;
    case "DoubleQuoted":
      return part.parts.map((child) => partValue(child, variables)).join("");
    case "SimpleExpansion":
      return variables.get(part.text.slice(1))?.join(" ") ?? part.text;
    case "ParameterExpansion": {
      const { operation, parameter } = part;
      const set = variables.get(parameter)?.join(" ");
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

/** `$(cat FILE)` with the file's name worked out; every other substitution as it was written. */
function substituted(part: Extract<WordPart, { type: "CommandExpansion" }>, variables: Variables): string {
  const [statement, second] = part.script?.commands ?? [];
  const command = statement?.command;
  if (second || command?.type !== "Command") return part.text;
  const [program, file, third] = shellWords(command, variables);
  return program === "cat" && file !== undefined && third === undefined ? `$(cat ${file})` : part.text;
}
