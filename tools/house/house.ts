import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { ROOMS } from "./rooms.ts";

/** A source file, parsed. */
export interface HouseFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
  readonly tree: ReturnType<typeof parseAst>;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number };

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const NAMED = new Set(["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "ClassDeclaration", "FunctionDeclaration"]);
const IMPORTING = new Set(["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration"]);
/** Names that many files declare on purpose. */
export const CONVENTIONS: readonly string[] = ["Arguments", "Options"];
const QUESTION = /^(?:What(?:ever)?|Who(?:se|ever)?|Whether|Why|How|Where|When(?:ever)?|Which)$/;
const FIRST_WORD = /\/\*\*\s*(?:\*\s*)?(?<word>[A-Za-z]+)/g;

/** Every file below a folder of sources. */
export function readHouse(folder: string): readonly HouseFile[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const paths = entries.toSorted().map((entry) => join(folder, entry));
  return paths.map((path) => parseFile(path, readFileSync(path, "utf8")));
}

/** A file as it stands at a path, or would. */
export const parseFile = (path: string, text: string): HouseFile => ({
  path,
  text,
  tree: parseAst(text, { lang: "ts" }),
});

export const linesOf = ({ text }: Pick<HouseFile, "text">): number => text.trimEnd().split("\n").length;

/** Lines of each function with a body, methods and arrows among them. */
export function functionLines({ text, tree }: HouseFile): readonly number[] {
  return nodesIn(tree)
    .filter(({ type, body }) => FUNCTIONS.has(type) && body)
    .map(({ start, end }) => text.slice(start, end).split("\n").length);
}

/** Types, functions and constants that a file declares at its top. */
function declaredNames({ tree }: HouseFile): readonly string[] {
  return (tree.body as unknown as readonly Node[]).flatMap((statement) => {
    const declared = (statement.type === "ExportNamedDeclaration" ? statement.declaration : statement) as Node | null;
    if (!declared) return [];
    if (NAMED.has(declared.type)) return nameOf(declared.id) ?? [];
    if (declared.type !== "VariableDeclaration") return [];
    return (declared.declarations as readonly Node[]).flatMap(({ id }) => nameOf(id) ?? []);
  });
}

const nameOf = (id: unknown) => (id as { readonly name?: string } | null)?.name;

/** Files of the project that a file imports from, or passes on. */
export function importedFiles({ path, tree }: HouseFile): readonly string[] {
  return (tree.body as unknown as readonly Node[])
    .filter(({ type }) => IMPORTING.has(type))
    .flatMap(({ source }) => (source as { readonly value?: string } | null)?.value ?? [])
    .filter((from) => from.startsWith("."))
    .map((from) => normalize(join(dirname(path), from)));
}

/** The first word of each comment on a declaration. */
export const firstWords = ({ text }: Pick<HouseFile, "text">): readonly string[] =>
  [...text.matchAll(FIRST_WORD)].map(({ groups }) => groups?.word ?? "");

/** First words of the comments that ask instead of naming what they are about. */
export const questionWords = (file: Pick<HouseFile, "text">): readonly string[] =>
  firstWords(file).filter((word) => QUESTION.test(word));

/** Titles of the tests in a file, without those of what they are grouped by. */
export const testTitles = ({ text, tree }: Pick<HouseFile, "text" | "tree">): readonly string[] =>
  nodesIn(tree).flatMap(({ type, callee, arguments: given }) => {
    const [title, body] = (given ?? []) as readonly Node[];
    const isTest = type === "CallExpression" && ["it", "test"].includes(calledName(callee as Node) ?? "");
    const isText = title?.type === "Literal" || title?.type === "TemplateLiteral";
    return isTest && isText && body ? [text.slice(title.start + 1, title.end - 1)] : [];
  });

/** First name of a call: "it" of `it.each(rows)(…)`. */
function calledName({ type, name, object, callee }: Node): string | undefined {
  if (type === "Identifier") return name as string;
  const inner = (type === "MemberExpression" ? object : callee) as Node | undefined;
  return inner && calledName(inner);
}

/** The room of the core that a file stands in; undefined outside of all. */
function roomOf(path: string): string | undefined {
  const within = relative("src/core", dirname(path));
  return ROOMS.toSorted((a, b) => b.length - a.length).find((room) => within === room || within.startsWith(`${room}/`));
}

/** Imports from one room into another, by "from → to". */
export function arrowsIn(house: readonly HouseFile[]): ReadonlyMap<string, readonly string[]> {
  const arrows = new Map<string, string[]>();
  for (const file of house)
    for (const target of importedFiles(file)) {
      const [from, to] = [roomOf(file.path), roomOf(target)];
      if (from === undefined || to === undefined || from === to) continue;
      const key = `${from} → ${to}`;
      arrows.set(key, [...(arrows.get(key) ?? []), `${file.path} imports ${target}`]);
    }
  return arrows;
}

/** Those that lead up. */
export function arrowsUp(arrows: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order: readonly string[] = ROOMS;
  return [...arrows].flatMap(([key, places]) => {
    const [from = "", to = ""] = key.split(" → ");
    return order.indexOf(to) < order.indexOf(from) ? places : [];
  });
}

/** Names that more than so many files declare, the most frequent first. */
export function repeatedNames(house: readonly HouseFile[], most: number): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const file of house)
    for (const name of new Set(declaredNames(file))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > most).toSorted(([, a], [, b]) => b - a);
}

function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== "object" || value === null) return [];
  const own = typeof (value as Node).type === "string" ? [value as Node] : [];
  return [...own, ...Object.values(value).flatMap(nodesIn)];
}
