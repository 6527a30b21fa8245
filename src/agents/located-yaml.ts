import { isNode, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../core/errors.ts";

/** Plain values from a YAML text, and where each of them stands in it. */
export interface LocatedYaml {
  readonly value: unknown;
  /** The line of a value, or of the nearest one around it that exists. */
  lineOf(path: readonly PropertyKey[]): number;
}

export interface YamlPlace {
  readonly file: string;
  /** The line of the file on which the text begins. */
  readonly firstLine: number;
}

const MOST_ALIASES = 100;

/** Core YAML, never evaluated: no custom tags, no aliases that multiply, no key twice. Syntax errors are problems. */
export function parseYaml(text: string, { file, firstLine }: YamlPlace): LocatedYaml | readonly Problem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  const flaws = [...document.errors, ...document.warnings];
  if (flaws.length > 0) {
    const problems = flaws.map(({ message, pos }) => ({ file, line: lineAt(pos[0]), message: explainYaml(message) }));
    // What else is wrong in a line follows from its first fault.
    return problems.filter(({ line }, at) => problems.findIndex((other) => other.line === line) === at);
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch {
    return [{ file, line: firstLine, message: "it uses more aliases than a settings file needs: write them out" }];
  }
}

export const isProblems = (parsed: LocatedYaml | readonly Problem[]): parsed is readonly Problem[] =>
  Array.isArray(parsed);

function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

const COLON = "Nested mappings are not allowed in compact mappings";

const explainYaml = (message: string) =>
  `this is not YAML: ${message.startsWith(COLON) ? "a colon and a blank in a text: write the text in quotes" : message.split("\n")[0]}`;
