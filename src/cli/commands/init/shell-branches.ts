import { type Case, forEachChild, type If, type SyntaxNode } from "unbash";

/** A node whose branches give a variable different values, which the rest of the text goes by. */
type Deciding = If | Case;

/** One way through such a node: its condition in words, and what is run there. */
export interface Branch {
  readonly choice: string;
  readonly clauses: readonly SyntaxNode[];
  /** True where the last of the clauses holds; none of the others does. */
  readonly holds: boolean;
  /** Undefined where nothing is run: no branch is taken. */
  readonly body: SyntaxNode | undefined;
}

/** Branch of each deciding node on one way through a text. */
export type Way = ReadonlyMap<SyntaxNode, Branch>;

/** Branches in which an agent is called are shown with their conditions, each for itself. */
const CALLS = /\b(?:claude|gptme)\b/;
/** Ways through a text that are read. */
const MOST_WAYS = 24;

/** Every way through a text, by the branch of each deciding node. A text that decides nothing has one. */
export function waysThrough(root: SyntaxNode, text: string): readonly Way[] {
  let ways: Way[] = [new Map()];
  for (const node of decidingIn(root, text)) {
    const branches = branchesOf(node, text);
    if (ways.length * branches.length > MOST_WAYS) break;
    ways = ways.flatMap((way) => branches.map((branch) => new Map([...way, [node as SyntaxNode, branch]])));
  }
  return ways;
}

function decidingIn(node: SyntaxNode, text: string): Deciding[] {
  if (node.type === "Function") return [];
  if ((node.type === "If" || node.type === "Case") && decides(node, text)) return [node];
  const found: Deciding[] = [];
  forEachChild(node, (child) => {
    found.push(...decidingIn(child, text));
  });
  return found;
}

function decides(node: Deciding, text: string): boolean {
  if (CALLS.test(text.slice(node.pos, node.end))) return false;
  const after = text.slice(node.end);
  const names = branchesOf(node, text).map(({ body }) => (body === undefined ? [] : assignedIn(body)));
  const isUsed = (name: string) => new RegExp(String.raw`\$\{?${name}\b`).test(after);
  const shared = names.flat().filter((name) => isUsed(name));
  // One branch alone that gives a value is a default; it was read so before.
  return shared.some((name) => names.filter((each) => each.includes(name)).length > 1);
}

/** Names that get a value in a node, by an assignment that stands for itself. */
function assignedIn(node: SyntaxNode): string[] {
  const found: string[] = [];
  if (node.type === "Command" && node.name === undefined)
    for (const each of node.prefix) if (each.type === "Assignment" && each.name !== undefined) found.push(each.name);
  forEachChild(node, (child) => {
    found.push(...assignedIn(child));
  });
  return found;
}

/** Every branch there is, the one in which no condition holds among them. */
function branchesOf(node: Deciding, text: string): Branch[] {
  return node.type === "If" ? branchesOfIf(node, text) : branchesOfCase(node);
}

function branchesOfIf({ clause, then, elif, else: otherwise }: If, text: string): Branch[] {
  const all = [{ clause, body: then }, ...elif.map((each) => ({ clause: each.clause, body: each.then }))];
  const asked = all.map((each) => text.slice(each.clause.pos, each.clause.end));
  const taken = all.map((each, at) => ({
    choice: [`if ${asked[at]}`, ...asked.slice(0, at).map((other) => `not ${other}`)].join(", and "),
    clauses: all.slice(0, at + 1).map((one) => one.clause),
    holds: true,
    body: each.body,
  }));
  const none = { choice: asked.map((other) => `not ${other}`).join(", and "), clauses: all.map((one) => one.clause) };
  return [...taken, { ...none, holds: false, body: otherwise }];
}

const branchesOfCase = ({ word, items }: Case): Branch[] =>
  items.map(({ pattern, body }) => ({
    choice: `case ${word.text} in ${pattern.map(({ text }) => text).join("|")}`,
    clauses: [],
    holds: true,
    body,
  }));
