/** Python's regular expressions, as far as lessons use them, in the two dialects we run. */
export interface Dialect {
  readonly word: string;
  readonly digit: string;
  readonly space: string;
  readonly boundary: string;
  readonly notBoundary: string;
  /** The very end. */
  readonly end: string;
  /** The end, or just before a last newline. */
  readonly lastLine: string;
  readonly groupName: string;
  character(code: number): string;
}

const SPACES = [0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];
const PYTHON_WORD = "\\p{L}\\p{N}_";

const spaces = (character: (code: number) => string) =>
  `\\t-\\r${character(0x1c)}-${character(0x1f)}${SPACES.map(character).join("")}${character(0x2000)}-${character(0x200a)}`;

const braced = (code: number) => `\\x{${code.toString(16)}}`;
const unicode = (code: number) => `\\u{${code.toString(16)}}`;

/** RE2's: linear in the text, but without looking ahead or back, and with boundaries of ASCII words only. */
export const RE2: Dialect = {
  word: PYTHON_WORD,
  digit: "\\p{Nd}",
  space: spaces(braced),
  boundary: "\\b",
  notBoundary: "\\B",
  end: "\\z",
  lastLine: "(?:\\n?\\z)",
  groupName: "?P<",
  character: braced,
};

const IN_WORD = `[${PYTHON_WORD}]`;
/** JavaScript's: everything Python has, but it may take for ever. */
export const NATIVE: Dialect = {
  word: PYTHON_WORD,
  digit: "\\p{Nd}",
  space: spaces(unicode),
  boundary: `(?:(?<=${IN_WORD})(?!${IN_WORD})|(?<!${IN_WORD})(?=${IN_WORD}))`,
  notBoundary: `(?:(?<=${IN_WORD})(?=${IN_WORD})|(?<!${IN_WORD})(?!${IN_WORD}))`,
  end: "(?![^])",
  lastLine: "(?=\\n?(?![^]))",
  groupName: "?<",
  character: unicode,
};

export interface Translated {
  readonly source: string;
  /** The inline flags it begins with, without "i": that is always on. */
  readonly flags: string;
}

const TOKEN =
  /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\s\S])|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?P<|\(\?P=\w+\)|\{,\d+\}|[\s\S]/giu;
const FLAGS = /^\(\?(?<flags>[aimsux]+)\)/;

/** An expression in a dialect; undefined where it is none to Python, or uses what lessons do not. */
export function translatePattern(pattern: string, dialect: Dialect): Translated | undefined {
  const given = FLAGS.exec(pattern);
  const flags = (given?.groups?.flags ?? "").replaceAll(/[iu]/g, "");
  if (/[ax]/.test(flags)) return undefined;
  const context = { dialect, multiline: flags.includes("m") };
  const parts = [...pattern.slice(given?.[0].length ?? 0).matchAll(TOKEN)].map(([token]) =>
    translateToken(token, context),
  );
  return parts.includes(undefined) ? undefined : { source: parts.join(""), flags };
}

interface Context {
  readonly dialect: Dialect;
  readonly multiline: boolean;
}

function translateToken(token: string, { dialect, multiline }: Context): string | undefined {
  if (token.startsWith("[") && token.length > 1) return characterClass(token, dialect);
  if (token.startsWith("\\")) return escapeOf(token, dialect);
  if (token === "(?P<") return `(${dialect.groupName}`;
  if (token.startsWith("(?P=")) return `\\k<${token.slice(4, -1)}>`;
  if (token.startsWith("{,")) return `{0${token.slice(1)}`;
  if (token === "$" && !multiline) return dialect.lastLine;
  if (token === "]" || token === "}" || token === "{") return literalBrace(token);
  return token;
}

/** Braces that count are left alone; a reader in unicode mode refuses others that stand for themselves. */
const literalBrace = (token: string) => (token === "]" ? "\\]" : token);

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function escapeOf(token: string, dialect: Dialect): string | undefined {
  const letter = token.charAt(1);
  if (/^\\[xuU]/.test(token))
    return token.length > 2 ? dialect.character(Number.parseInt(token.slice(2), 16)) : undefined;
  const control = CONTROLS[letter];
  if (control !== undefined) return dialect.character(control);
  if (/[1-9]/.test(letter)) return token;
  if (letter === "A") return dialect === NATIVE ? "(?<![^])" : "\\A";
  if (letter === "Z") return dialect.end;
  if (letter === "b") return dialect.boundary;
  if (letter === "B") return dialect.notBoundary;
  const set = { d: dialect.digit, w: dialect.word, s: dialect.space }[letter.toLowerCase()];
  if (set !== undefined) return `[${letter === letter.toLowerCase() ? "" : "^"}${set}]`;
  // Python knows no other letters after a backslash.
  if (/[a-z0-9]/i.test(letter)) return undefined;
  return literal(token.slice(1), dialect);
}

/** Inside of [ ]: another grammar. */
function characterClass(token: string, dialect: Dialect): string | undefined {
  const negated = token.startsWith("[^");
  const inside = token.slice(negated ? 2 : 1, -1);
  const parts = [...inside.matchAll(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\s\S])|[\s\S]/giu)].map(([each]) =>
    memberOf(each, dialect),
  );
  return parts.includes(undefined) ? undefined : `[${negated ? "^" : ""}${parts.join("")}]`;
}

const EXCEPT: Readonly<Record<string, string>> = { D: "\\P{Nd}" };

function memberOf(each: string, dialect: Dialect): string | undefined {
  if (each === "-") return each;
  if (!each.startsWith("\\")) return /[[\]{}()/|&~!#$%*+,.:;<=>?@^`]/.test(each) ? literal(each, dialect) : each;
  const letter = each.charAt(1);
  if (letter === "b") return dialect.character(8);
  if (letter === "S" || letter === "W") return dialect === NATIVE ? `\\${letter}` : undefined;
  if (/[AZB1-9]/.test(letter)) return undefined;
  const escaped = EXCEPT[letter] ?? escapeOf(each, dialect);
  return /[dws]/.test(letter) ? escaped?.slice(1, -1) : escaped;
}

const literal = (text: string, dialect: Dialect) => dialect.character(text.codePointAt(0) ?? 0);
