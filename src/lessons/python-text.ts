/** Characters that Python's str.strip() takes away; trim() takes a byte order mark, too, and leaves others. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const AROUND = new RegExp(`^${SPACE}+`);

/** A text as Python's strip() leaves it. */
export function strip(text: string): string {
  const start = AROUND.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && AROUND.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Letters that Python's re.IGNORECASE takes for one another although lower() keeps them apart. */
const SAME = [
  "iı", "sſ", "µμ", "\u0345ι\u1fbe", "\u0390\u1fd3", "\u03b0\u1fe3", "βϐ", "εϵ", "θϑ", "κϰ", "πϖ", "ρϱ", "σς", "φϕ",
  "\u1e61\u1e9b", "\ufb06\ufb05",
]; // biome-ignore format: one group after the other
const CANONICAL = new Map(SAME.flatMap((group) => [...group].slice(1).map((letter) => [letter, group.charAt(0)])));
const OTHERS = new RegExp(`[${[...CANONICAL.keys()].join("")}]`, "g");

/** A text in which letters that are the same to Python's case-insensitive search are the same. */
export const mergeRepeats = (text: string): string =>
  text.toLowerCase().replaceAll(OTHERS, (letter) => CANONICAL.get(letter) ?? letter);
