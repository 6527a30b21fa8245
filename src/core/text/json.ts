/** Levels of lists and objects in each other: a document for a program has a dozen. */
const DEEPEST = 200;

/**
 * Value of JSON from outside. Throws for text that is no JSON, and for JSON nested so deep that walking through it,
 * or writing it down again, would overflow the stack.
 */
export function parseJson(text: string): unknown {
  if (isDeeper(text, DEEPEST)) throw new SyntaxError(`it is nested more than ${DEEPEST} levels deep`);
  return JSON.parse(text) as unknown;
}

const MARKS = /["[\]{}]/g;

function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  MARKS.lastIndex = 0;
  for (let found = MARKS.exec(text); found; found = MARKS.exec(text)) {
    if (found[0] === '"') MARKS.lastIndex = endOfString(text, found.index + 1);
    else depth += found[0] === "[" || found[0] === "{" ? 1 : -1;
    if (depth > most) return true;
  }
  return false;
}

/** Behind the quote that ends it; brackets in it are text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (before > from && text[before - 1] === "\\") before -= 1;
    if ((at - before) % 2 === 0) return at + 1;
  }
  return text.length;
}
