import { parseJson } from "../../core/text/json.ts";

/** A list or an object in a text of JSON: where it ends, and what stands in it. */
interface Container {
  readonly kind: "{" | "[";
  /** Index of its closing bracket. */
  readonly end: number;
  readonly isEmpty: boolean;
  /** Index of each member's value, by its key; a list has none. */
  readonly members: ReadonlyMap<string, number>;
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON with an element more at the end of a list, which a path of keys leads to; lists and objects that are not there
 * yet are made. Everything else stays byte for byte. Throws for what is no JSON, or has something else in its place.
 */
export function withElement(text: string, path: readonly string[], element: unknown): string {
  const source = text.trim() === "" ? "{}\n" : text;
  parseJson(source);
  const indent = /\n(?<indent>[ \t]+)"/.exec(source)?.groups?.indent ?? "  ";
  let at = source.search(/\S/);
  for (const [depth, key] of path.entries()) {
    const container = containerAt(source, at);
    if (container?.kind !== "{") throw new SyntaxError(`${path.slice(0, depth).join(".") || "it"} is no object`);
    const next = container.members.get(key);
    if (next === undefined) {
      const rest = path.slice(depth + 1).reduceRight<unknown>((value, name) => ({ [name]: value }), [element]);
      return inserted(source, container, {
        depth,
        indent,
        text: `${JSON.stringify(key)}: ${inLines(rest, indent, depth)}`,
      });
    }
    at = next;
  }
  const list = containerAt(source, at);
  if (list?.kind !== "[") throw new SyntaxError(`${path.join(".")} is no list`);
  const depth = path.length;
  return inserted(source, list, { depth, indent, text: inLines(element, indent, depth) });
}

/** The same without the elements of a list that are meant; the others, and everything else, stay byte for byte. */
export function withoutElements(text: string, path: readonly string[], isMeant: (element: unknown) => boolean): string {
  parseJson(text);
  let at: number | undefined = text.search(/\S/);
  for (const key of path) at = at === undefined ? undefined : containerAt(text, at)?.members.get(key);
  const list = at === undefined ? undefined : containerAt(text, at);
  if (at === undefined || list?.kind !== "[") return text;
  const inside = text.slice(at + 1, list.end);
  const pieces = list.isEmpty ? [] : piecesOf(inside);
  const kept = pieces.filter((piece) => !isMeant(parseJson(piece)));
  if (kept.length === pieces.length) return text;
  const tail = kept.length === 0 ? "" : (/\s*$/.exec(inside)?.[0] ?? "");
  return `${text.slice(0, at + 1)}${kept.map((piece) => piece.trimEnd()).join(",")}${tail}${text.slice(list.end)}`;
}

/** Elements of a list, with the blanks around them. */
function piecesOf(inside: string): readonly string[] {
  const commas: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of inside.matchAll(JSON_TOKEN)) {
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (token === "," && depth === 0) commas.push(index);
  }
  return [...commas, inside.length].map((end, n) => inside.slice(n === 0 ? 0 : (commas[n - 1] ?? 0) + 1, end));
}

/** As it stands one level deeper than its container. */
const inLines = (value: unknown, indent: string, depth: number) =>
  JSON.stringify(value, null, indent).replaceAll("\n", `\n${indent.repeat(depth + 1)}`);

function inserted(
  source: string,
  { end, isEmpty }: Container,
  { depth, indent, text }: { readonly depth: number; readonly indent: string; readonly text: string },
): string {
  const before = isEmpty ? end : source.slice(0, end).trimEnd().length;
  const head = source.slice(0, before).replace(isEmpty ? /\s+$/ : /$^/, "");
  const line = `${isEmpty ? "" : ","}\n${indent.repeat(depth + 1)}${text}`;
  const tail = isEmpty ? source.slice(end) : source.slice(before);
  // On one line before, it needs a line's end of its own now.
  const isClosed = /^\s*\n/.test(tail);
  return `${head}${line}${isClosed ? "" : `\n${indent.repeat(depth)}`}${isClosed ? tail : tail.trimStart()}`;
}

/** Undefined where a plain value stands. */
function containerAt(source: string, at: number): Container | undefined {
  const opening = source[at];
  if (opening !== "{" && opening !== "[") return undefined;
  const members = new Map<string, number>();
  let [depth, tokens] = [0, 0];
  let [key, isValue] = ["", false];
  for (const { 0: token, index } of source.slice(at).matchAll(JSON_TOKEN)) {
    if (token === "}" || token === "]") depth -= 1;
    if (depth === 0 && tokens > 0) return { kind: opening, end: at + index, isEmpty: tokens === 1, members };
    if (depth === 1 && opening === "{") {
      if (isValue) members.set(key, at + index);
      isValue = token === ":";
      if (token.startsWith('"')) key = JSON.parse(token) as string;
    }
    if (token === "{" || token === "[") depth += 1;
    tokens += 1;
  }
  return undefined;
}
