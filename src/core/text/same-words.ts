/** Of the words two texts hold, how many both hold, for them to say the same. */
const SAME = 0.8;

const WORD_OR_CODE = /`[^`\n]{1,200}`|[-+]?[\p{L}\p{N}_](?:[\p{L}\p{N}_.,/:@#'’-]{0,200}[\p{L}\p{N}_])?%?/gu;

/** Words that turn a sentence around. What follows one of them is what it turns around. */
const TURNING =
  /^(?:no|not|never|none|nor|neither|without|only|before|after|until|unless|except|instead|always|cannot|(?:do|does|did|is|was|ca|wo|should)nt|\p{L}+n['’]t)$/u;

/** Word that names something or is a number: "kw700316", "TAG_A", "src/parse.ts", "maxSize", "-7.5%". */
const NAMING = /[\p{N}_/@#]|[\p{L}][.:][\p{L}]|\p{Ll}\p{Lu}|^\p{Lu}[\p{Lu}-]+$|^`/u;

const FILLING = /^(?:the|an?|to|be|by|in|on|of|it|its|with|for|from|at|you|we|they|any|is|are|was)$/;

/** A text's words, for comparing it with many others. */
export interface Words {
  readonly all: ReadonlySet<string>;
  /** Names, numbers and turned words that tell one fact from the next, in their order. */
  readonly telling: string;
}

export function wordsOf(text: string): Words {
  const words = text.match(WORD_OR_CODE) ?? [];
  const all = new Set<string>();
  const telling: string[] = [];
  let turned = "";
  for (const word of words) {
    const low = word.toLowerCase();
    all.add(low);
    if (turned !== "" && !FILLING.test(low)) {
      telling.push(`${turned} ${low}`);
      turned = "";
    }
    if (TURNING.test(low)) turned = low;
    else if (NAMING.test(word)) telling.push(low);
  }
  return { all, telling: [...telling, turned].join("\n") };
}

/**
 * True when two texts say the same, in more or less the same words: never when they differ in a number, a name or a
 * "not".
 */
export function saysTheSame(a: Words, b: Words): boolean {
  if (a.telling !== b.telling) return false;
  const [few, many] = a.all.size < b.all.size ? [a.all, b.all] : [b.all, a.all];
  if (few.size < SAME * many.size) return false;
  const common = [...few].filter((word) => many.has(word)).length;
  return common > 0 && common / (few.size + many.size - common) >= SAME;
}
