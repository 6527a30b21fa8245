import { isScalar, type Pair, parseDocument, visit } from "yaml";

/** A plain word of YAML 1.1 that is no text: lessons are matched by texts only. */
export class NotText {
  /** As Python's str() has it: `name: yes` is called "True". */
  readonly shown: string;

  constructor(shown: string) {
    this.shown = shown;
  }
}

/** PyYAML's own rules for values that are no text; its YAML 1.1 differs from others'. */
const SCALAR_RULES: readonly (readonly [string, RegExp, (text: string) => NotText | null])[] = [
  ["null", /^(?:~|null|Null|NULL|)$/, () => null],
  ["bool", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/, boolean],
  ["int", /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$/, integer],
  ["int", /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, (text) => new NotText(text)],
  ["float", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/, float],
  [
    "float",
    /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    (text) => new NotText(text.replace(".", "").toLowerCase()),
  ],
  ["timestamp", /^\d{4}-\d{2}-\d{2}$/, (text) => new NotText(text)],
  [
    "timestamp",
    /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d{2})?))?$/,
    (text) => new NotText(text),
  ],
];

const TAGS = SCALAR_RULES.map(([name, test, resolve]) => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true as const,
  test,
  resolve,
}));

/** Characters that are not YAML. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const MOST_ALIASES = 100;

/** A YAML text as PyYAML's safe loader reads it; throws where that does, and where reading would take too long. */
export function readYaml(text: string): unknown {
  if (UNPRINTABLE.test(text)) throw new Error("it holds characters that are not text");
  const document = parseDocument(text, {
    schema: "failsafe",
    customTags: [...TAGS],
    merge: true,
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
  });
  const [flaw] = [...document.errors, ...document.warnings];
  if (flaw) throw new Error(flaw.message.split("\n")[0]);
  // Python has none that are not plain, and reading a key that is a map in one takes twice as long with each level.
  visit(document, {
    Pair(_, { key }: Pair) {
      if (!isScalar(key)) throw new Error("a key is not plain text");
    },
  });
  return document.toJS({ maxAliasCount: MOST_ALIASES });
}

function boolean(text: string): NotText {
  return new NotText(/^(?:yes|true|on)$/i.test(text) ? "True" : "False");
}

function integer(text: string): NotText {
  const digits = text.replaceAll("_", "");
  const octal = /^([-+]?)0([0-7]+)$/.exec(digits);
  return new NotText(String(octal ? Number(`${octal[1]}0o${octal[2]}`) || 0 : Number(digits)));
}

function float(text: string): NotText {
  const value = Number(text.replaceAll("_", ""));
  return new NotText(Number.isInteger(value) ? value.toFixed(1) : String(value));
}
