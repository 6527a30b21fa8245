import { createContext, Script } from "node:vm";
import { RE2JS } from "re2js";
import { anchorOf } from "./pattern-anchor.ts";
import { NATIVE, RE2, translatePattern } from "./python-regex.ts";
import { strip } from "./python-text.ts";

/** In characters. */
const MAX_PATTERN_CHARS = 1000;
/** Milliseconds after which one search that may take for ever is ended: many, as a busy machine gives it few of them. */
const MAX_SEARCH_MS = 500;
/** Milliseconds of the processor's time for all of them over one text. */
export const PATIENCE_FOR_ALL = 250;

/** A text in lower case, as gptme searches it, and what is left of the processor's time for searches that may take for ever. */
export interface Subject {
  readonly text: string;
  readonly isAscii: boolean;
  patience: number;
}

/** A regular expression of Python's, to match texts with. */
export interface Pattern {
  readonly source: string;
  /** A text that does not hold this does not match; empty where nothing is known. */
  readonly anchor: string;
  /** True for one that is no regular expression, and so matches nothing. */
  readonly isDead?: boolean;
  test(subject: Subject): boolean;
}

/**
 * Searched in linear time wherever that is possible; an expression that looks ahead or refers back has a few
 * milliseconds, and then matches nothing. One that Python refuses matches nothing, either.
 */
export function compilePattern(given: string): Pattern {
  const source = strip(given);
  if (source.length > MAX_PATTERN_CHARS) return never(given);
  const linear = compileLinear(source);
  const bounded = compileBounded(source);
  const known = { source, anchor: anchorOf(source) };
  if (linear && bounded && /\\b/i.test(source))
    // Its boundaries are those of ASCII words.
    return { ...known, test: (subject) => (subject.isAscii ? linear : bounded)(subject) };
  if (linear) return { ...known, test: linear };
  return bounded ? { ...known, test: bounded } : never(given);
}

const never = (source: string): Pattern => ({ source, anchor: "", isDead: true, test: () => false });

function compileLinear(pattern: string): Pattern["test"] | undefined {
  try {
    const translated = translatePattern(pattern, RE2);
    if (!translated) return undefined;
    const flags = RE2JS.CASE_INSENSITIVE | (translated.flags.includes("s") ? RE2JS.DOTALL : 0);
    const compiled = RE2JS.compile(translated.source, translated.flags.includes("m") ? flags | RE2JS.MULTILINE : flags);
    return ({ text }) => compiled.test(text);
  } catch {
    return undefined;
  }
}

const CONTEXT = createContext(Object.create(null) as object, { codeGeneration: { strings: false, wasm: false } });

function compileBounded(pattern: string): Pattern["test"] | undefined {
  try {
    const translated = translatePattern(pattern, NATIVE);
    if (!translated) return undefined;
    const expression = new RegExp(translated.source, `iu${translated.flags}`);
    const script = new Script(`${expression}.test(text)`);
    return (subject) => boundedTest(script, subject);
  } catch {
    return undefined;
  }
}

/** The engine looks at the clock while it tries, and gives up. */
function boundedTest(script: Script, subject: Subject): boolean {
  if (subject.patience <= 0) return false;
  const before = process.threadCpuUsage();
  try {
    Object.assign(CONTEXT, { text: subject.text });
    return script.runInContext(CONTEXT, { timeout: MAX_SEARCH_MS }) === true;
  } catch {
    return false;
  } finally {
    const { user, system } = process.threadCpuUsage(before);
    subject.patience -= (user + system) / 1000;
  }
}
