import type { KnownToWhen, When, WhenProblem, WhenRule } from "../contracts/when.ts";
import { parseRule } from "./parse-rule.ts";
import { readDuration } from "./read-parts.ts";
import { Misread, Reader } from "./reader.ts";

const GAP = "min-gap";

/** Reads an agent's `when`, one text for each rule. All that is wrong with it is said at once. */
export function parseWhen(texts: readonly string[], known: KnownToWhen): When | readonly WhenProblem[] {
  const lines = texts.map((text) => parseLine(text, known));
  const problems = [...lines.flatMap(ofMisread), ...duplicates(lines), ...withoutRule(lines)];
  if (problems.length > 0) return problems.toSorted((a, b) => a.at - b.at);
  const gap = lines.find((line) => "gap" in line);
  return { rules: lines.flatMap((line) => ("rule" in line ? [line.rule] : [])), minGap: gap?.gap ?? 0 };
}

/** True when a `when` could be read. */
export const isWhen = (parsed: When | readonly WhenProblem[]): parsed is When => "rules" in parsed;

type ParsedLine = { readonly rule: WhenRule } | { readonly gap: number } | { readonly misread: Misread };

function parseLine(text: string, known: KnownToWhen): ParsedLine {
  try {
    const gap = parseGap(text);
    return gap === undefined ? { rule: parseRule(text, known) } : { gap };
  } catch (thrown) {
    if (thrown instanceof Misread) return { misread: thrown };
    throw thrown;
  }
}

function parseGap(text: string): number | undefined {
  const reader = new Reader(text);
  if (!reader.takes(GAP)) return undefined;
  const gap = readDuration(reader, `${GAP} 20m`);
  reader.end();
  return gap;
}

const ofMisread = (line: ParsedLine, at: number): WhenProblem[] =>
  "misread" in line ? [{ at, column: line.misread.column, message: line.misread.message }] : [];

/** Two of the same would be due at the same moments; a second gap would leave open which of them holds. */
function duplicates(lines: readonly ParsedLine[]): WhenProblem[] {
  const texts = lines.map((line) => ("rule" in line ? line.rule.text : "gap" in line ? GAP : undefined));
  return texts.flatMap((text, at) =>
    text === undefined || texts.indexOf(text) === at ? [] : [{ at, column: 1, message: saidBefore(text) }],
  );
}

const saidBefore = (text: string) =>
  text === GAP
    ? `there is a second ${GAP} here: one is enough`
    : `this is said twice: an earlier rule is "${text}", too`;

function withoutRule(lines: readonly ParsedLine[]): WhenProblem[] {
  const isOnlyGap = lines.length > 0 && lines.every((line) => "gap" in line);
  return isOnlyGap ? [{ at: 0, column: 1, message: `${GAP} says how far apart, not when: add a rule` }] : [];
}
