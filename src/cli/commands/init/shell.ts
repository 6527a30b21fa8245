import { isAbsolute, join } from "node:path";
import { type Case, type Command, forEachChild, type If, type Pipeline, type SyntaxNode } from "unbash";
import { conditionsOf } from "./branch-conditions.ts";
import type { Condition } from "./condition.ts";
import type { Branch, Way } from "./shell-branches.ts";
import type { ShellCommand } from "./shell-command.ts";
import { inputOf, outputsOf, printedBy, type Written } from "./shell-files.ts";
import { chosen, isLike, type Place } from "./shell-place.ts";
import { assignmentsOf, isOpen, remember, setArguments, shellWords, type Variables, valuesOf } from "./shell-words.ts";

const MAX_FUNCTION_CALLS = 200;
const MAX_DEPTH = 8;
const DECLARING = ["export", "readonly", "local", "declare"];

/** A parsed text, and the way through it that is read. */
export interface WayToRead {
  readonly text: string;
  readonly root: SyntaxNode;
  readonly way: Way;
}

/** Every simple command of a way through a shell text, in the order of the run; nothing is run. */
export class ShellReading {
  private readonly text: string;
  private readonly root: SyntaxNode;
  private readonly way: Way;
  private readonly variables: Variables;
  private readonly found: ShellCommand[] = [];
  private readonly functions = new Map<string, SyntaxNode>();
  private readonly called = new Set<string>();
  private readonly written: Written = new Map();
  private directory: string | undefined;
  private calls = 0;
  private depth = 0;
  private substitutions = 0;
  /** Conditions of the branches taken so far. */
  private readonly conditions: Condition[] = [];
  /** The way ends here: what follows is not run on it. */
  private isOver = false;

  constructor({ text, root, way }: WayToRead, variables: Variables) {
    this.text = text;
    this.root = root;
    this.way = way;
    this.variables = variables;
  }

  commands(): ShellCommand[] {
    this.visit(this.root, {});
    for (const [name, body] of this.functions) if (!this.called.has(name)) this.visit(body, {});
    return this.found;
  }

  private visit(node: SyntaxNode, place: Place): void {
    const branch = this.way.get(node);
    if (this.isOver) return;
    if (branch) this.takeBranch(branch, place);
    else if (node.type === "Command") this.visitCommand(node, place);
    else if (node.type === "Pipeline") this.visitPipeline(node, place);
    else if (node.type === "Case") this.visitCase(node, place);
    else if (node.type === "If") this.visitIf(node, place);
    else if (node.type === "Function") this.functions.set(node.name.value, node.body);
    else if (node.type === "TestCommand") this.add(node, { argv: ["[["], given: [], into: [], feeds: false }, place);
    else if (node.type === "Redirected") {
      const input = inputOf(node.redirects, this.variables, this.written) ?? place.input;
      this.visit(node.command, { ...place, input });
    } else this.visitRest(node, place);
  }

  /** A shell of its own does not move the one that started it. */
  private visitRest(node: SyntaxNode, place: Place): void {
    const before = this.directory;
    const isSubstitution = node.type === "CommandExpansion";
    const inner: Place = isSubstitution ? { ...chosen(place), within: ++this.substitutions } : place;
    forEachChild(node, (child) => this.visit(child, inner));
    if (isSubstitution || node.type === "Subshell") this.directory = before;
  }

  private visitCommand(node: Command, place: Place): void {
    const argv = shellWords(node, this.variables).map((word) => this.withText(word));
    const [program = "", ...args] = argv;
    if (program === "" || DECLARING.includes(program)) remember(node, this.variables);
    else if (["cd", "pushd"].includes(program)) this.move(args.find((arg) => !arg.startsWith("-")));
    else if (program === "shift")
      setArguments(this.variables, (this.variables.get("@") ?? []).slice(Number(args[0] ?? 1)));
    else if (this.functions.has(program)) this.callFunction(program, args, place);
    else this.addCommand(node, argv, place);
    this.visitRest(node, chosen(place));
  }

  private addCommand(node: Command, argv: readonly string[], place: Place): void {
    const input = inputOf(node.redirects, this.variables, this.written) ?? place.input;
    const printed = printedBy(argv, input, this.written);
    const outputs = outputsOf(node.redirects, this.variables);
    for (const { file, adds } of printed === undefined ? [] : outputs)
      this.written.set(file, `${adds ? (this.written.get(file) ?? "") : ""}${printed}`);
    this.add(
      node,
      {
        argv,
        given: assignmentsOf(node).map(({ name }) => name),
        into: outputs.map(({ file }) => file),
        feeds: printed !== undefined && (place.piped === true || outputs.length > 0),
        ...(input !== undefined && { input }),
      },
      place,
    );
  }

  private add(node: SyntaxNode, command: Omit<ShellCommand, "text" | "line">, { choice, within }: Place): void {
    this.found.push({
      ...command,
      text: this.text.slice(node.pos, node.end),
      line: this.text.slice(0, node.pos).split("\n").length,
      ...(this.directory !== undefined && { directory: this.directory }),
      ...(choice !== undefined && { choice }),
      ...(this.conditions.length > 0 && { conditions: [...this.conditions] }),
      ...(within !== undefined && { within }),
    });
  }

  /** The text that was written to a file on the way, in the place of the file's name. */
  private withText(word: string): string {
    return this.written.get(/^\$\(cat (?<file>.+)\)$/s.exec(word)?.groups?.file ?? word) ?? word;
  }

  private move(to: string | undefined): void {
    if (to === undefined) return;
    const isWhole = isAbsolute(to) || /^[~$%`]/.test(to) || this.directory === undefined;
    this.directory = isWhole ? to : join(this.directory ?? "", to);
  }

  private callFunction(name: string, args: readonly string[], place: Place): void {
    const body = this.functions.get(name);
    if (!body || this.depth >= MAX_DEPTH || this.calls >= MAX_FUNCTION_CALLS) return;
    this.called.add(name);
    this.calls++;
    this.depth++;
    const before = this.variables.get("@");
    setArguments(this.variables, args);
    this.visit(body, place);
    setArguments(this.variables, before);
    this.depth--;
  }

  private visitPipeline({ commands }: Pipeline, place: Place): void {
    let { input } = place;
    for (const [at, command] of commands.entries()) {
      const piped = at < commands.length - 1;
      this.visit(command, { ...place, input, piped });
      input = this.printedBy(command, input);
    }
  }

  private printedBy(node: SyntaxNode, input: string | undefined): string {
    const argv = node.type === "Command" ? shellWords(node, this.variables).map((word) => this.withText(word)) : [];
    const own = node.type === "Command" ? inputOf(node.redirects, this.variables, this.written) : undefined;
    return printedBy(argv, own ?? input, this.written) ?? `$(${this.text.slice(node.pos, node.end)})`;
  }

  private takeBranch(branch: Branch, place: Place): void {
    const { clauses, body, choice } = branch;
    for (const clause of clauses) this.visit(clause, place);
    this.conditions.push(...conditionsOf(branch, this.text, this.variables));
    if (body) this.visit(body, { ...place, choice });
    this.isOver ||= body !== undefined && /(?:^|[\s;])exit\b[^\n;]*[\s;]*$/.test(this.text.slice(body.pos, body.end));
  }

  private visitCase({ word, items }: Case, place: Place): void {
    const value = valuesOf(word, this.variables).join(" ");
    if (isOpen(value)) {
      for (const { pattern, body } of items)
        this.visit(body, { ...place, choice: `case ${word.text} in ${pattern.map(({ text }) => text).join("|")}` });
      return;
    }
    const taken = items.find(({ pattern }) => pattern.some((each) => isLike(value, each.value)));
    if (taken) this.visit(taken.body, place);
  }

  private visitIf({ clause, then, elif, else: otherwise }: If, place: Place): void {
    const asked = this.text.slice(clause.pos, clause.end);
    this.visit(clause, place);
    this.visit(then, { ...place, choice: `if ${asked}` });
    for (const each of elif) {
      this.visit(each.clause, place);
      this.visit(each.then, { ...place, choice: `if ${this.text.slice(each.clause.pos, each.clause.end)}` });
    }
    if (otherwise) this.visit(otherwise, { ...place, choice: `else of if ${asked}` });
  }
}
