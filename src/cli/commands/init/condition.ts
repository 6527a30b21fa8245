/** A condition that a script asks on the way to a call, and the answer that leads there. */
export interface Condition {
  readonly text: string;
  readonly holds: boolean;
}

/** An answer; undefined for what only the run would know. */
type Answer = boolean | undefined;

/** The answer of a condition at a moment, as far as it goes by the date alone. */
export function answerAt(text: string, at: number, zone: string): Answer {
  const words = wordsIn(text);
  return words === undefined ? undefined : new ConditionReading(words, { at, zone }).whole();
}

interface AskedAt {
  readonly at: number;
  readonly zone: string;
}

/** `[[ … ]]` and `[ … ]` with `&&`, `||` and `!`; anything else is not known. */
class ConditionReading {
  private readonly words: readonly string[];
  private readonly moment: AskedAt;
  private next = 0;

  constructor(words: readonly string[], moment: AskedAt) {
    this.words = words;
    this.moment = moment;
  }

  whole(): Answer {
    const answer = this.either();
    return this.next === this.words.length ? answer : undefined;
  }

  private either(): Answer {
    let answer = this.both();
    while (this.takes("||")) answer = or(answer, this.both());
    return answer;
  }

  private both(): Answer {
    let answer = this.one();
    while (this.takes("&&")) answer = not(or(not(answer), not(this.one())));
    return answer;
  }

  private one(): Answer {
    if (this.takes("!")) return not(this.one());
    for (const [open, close] of BRACKETS)
      if (this.takes(open)) {
        const inner = this.either();
        return this.takes(close) ? inner : undefined;
      }
    return this.comparison();
  }

  private comparison(): Answer {
    const [left = "", operator = "", right = ""] = this.words.slice(this.next, this.next + 3);
    const compare = COMPARISONS[operator];
    if (!compare) {
      while (this.next < this.words.length && !ENDS.includes(this.words[this.next] ?? "")) this.next++;
      return undefined;
    }
    this.next += 3;
    const [one, other] = [left, right].map((word) => wordValue(word, this.moment));
    return one === undefined || other === undefined ? undefined : compare(one, other);
  }

  private takes(word: string): boolean {
    const is = this.words[this.next] === word;
    if (is) this.next++;
    return is;
  }
}

const BRACKETS = [
  ["[[", "]]"],
  ["[", "]"],
  ["(", ")"],
] as const;
const ENDS = ["&&", "||", "]]", "]", ")"];

const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

function or(one: Answer, other: Answer): Answer {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
}

const byNumber = (is: (one: number, other: number) => boolean) => (one: string, other: string) => {
  const [left, right] = [one, other].map((text) => (/^\d+$/.test(text) ? Number(text) : undefined));
  return left === undefined || right === undefined ? undefined : is(left, right);
};
/** A pattern is not worked out. */
const isSame = (one: string, other: string) => (/[*?[]/.test(other) ? undefined : one === other);

const COMPARISONS: Readonly<Record<string, (one: string, other: string) => Answer>> = {
  "=": isSame,
  "==": isSame,
  "!=": (one, other) => not(isSame(one, other)),
  "-eq": byNumber((one, other) => one === other),
  "-ne": byNumber((one, other) => one !== other),
  "-lt": byNumber((one, other) => one < other),
  "-le": byNumber((one, other) => one <= other),
  "-gt": byNumber((one, other) => one > other),
  "-ge": byNumber((one, other) => one >= other),
};

const DATE =
  /^\$\(\s*(?:TZ=["']?(?<zone>[\w/+-]+)["']?\s+)?(?:\/usr)?(?:\/bin\/)?date(?<utc>\s+(?:-u|--utc))?\s+\+["']?(?<format>[^"'\s]+)["']?\s*\)$/;

/** A word as a text; undefined for one that is put together at run time. */
function wordValue(word: string, { at, zone }: AskedAt): string | undefined {
  const text = word.replace(/^10#/, "");
  const { zone: own, utc, format } = DATE.exec(text)?.groups ?? {};
  if (format !== undefined) return dateText(format, at, utc === undefined ? (own ?? zone) : "UTC");
  return /[$`]/.test(text) ? undefined : text;
}

function dateText(format: string, at: number, zone: string): string | undefined {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...NUMERIC }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const weekday = new Date(`${year}-${month}-${day}T00:00Z`).getUTCDay();
  const named: Readonly<Record<string, string>> = {
    "%H": part("hour"),
    "%M": part("minute"),
    "%d": day,
    "%m": month,
    "%Y": year,
    "%F": `${year}-${month}-${day}`,
    "%u": `${weekday || 7}`,
    "%w": `${weekday}`,
    "%a": DAYS[weekday] ?? "",
  };
  const text = format.replaceAll(/%./g, (field) => named[field] ?? field);
  return text.includes("%") ? undefined : text;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const NUMERIC = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;

/** Words of a shell's condition, without their quotes; undefined for one that is not closed. */
function wordsIn(text: string): string[] | undefined {
  const words: string[] = [];
  let [word, quote, depth] = ["", "", 0];
  for (const [at, character] of [...text].entries()) {
    if (depth > 0 || (character === "(" && text[at - 1] === "$")) {
      depth += character === "(" ? 1 : character === ")" ? -1 : 0;
      word += character;
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (quote === "" && /[\s;]/.test(character)) {
      if (word !== "") words.push(word);
      word = "";
    } else word += character;
  }
  if (word !== "") words.push(word);
  return quote === "" && depth === 0 ? words : undefined;
}
