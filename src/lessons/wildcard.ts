const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/** Pieces between a keyword's stars. Stars at its ends match nothing, too, so they are left out. */
export const piecesOf = (keyword: string): readonly string[] => keyword.split("*").filter((piece) => piece !== "");

/** Beginning of the run of word characters that ends at each place in a text. */
export function wordRuns(text: string): Int32Array {
  const begins = new Int32Array(text.length + 1);
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    begins[at] = begin;
    if (!isWordAt(text, at)) begin = at + 1;
  }
  begins[text.length] = begin;
  return begins;
}

/** Most of a text is ASCII, for which there is a shorter way. */
const ASCII_WORD = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(WORD_CHARACTER.test(String.fromCharCode(code))),
);

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? ASCII_WORD[code] === 1 : isWord(text, at);
}

/** Both halves of a character that takes two are what it is. */
function isWord(text: string, at: number): boolean {
  const isSecondHalf = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return WORD_CHARACTER.test(String.fromCodePoint(text.codePointAt(isSecondHalf ? at - 1 : at) ?? 0));
}

/**
 * True when a text holds the pieces one after the other, with nothing but word characters between them; in time that
 * grows with the text and the pieces, however often they repeat.
 */
export function holdsInOrder(pieces: readonly string[], text: string, runsOf: () => Int32Array): boolean {
  const [first = "", ...rest] = pieces;
  const [second = ""] = rest;
  if (pieces.length < 2) return text.includes(first);
  return pieces.length === 2 ? holdsPair(first, second, text) : holdsAll(first, rest, text, runsOf());
}

/** Nearly all keywords with a star are two pieces: for them nothing has to be known of the whole text. */
function holdsPair(first: string, second: string, text: string): boolean {
  let start = text.indexOf(first);
  while (start >= 0) {
    const next = text.indexOf(second, start + first.length);
    if (next < 0) return false;
    // Of all that end before that second piece, the last is the nearest.
    const last = text.lastIndexOf(first, next - first.length);
    if (isOneWord(text, last + first.length, next)) return true;
    start = text.indexOf(first, next - first.length + 1);
  }
  return false;
}

function isOneWord(text: string, from: number, to: number): boolean {
  for (let at = to - 1; at >= from; at--) if (!isWordAt(text, at)) return false;
  return true;
}

function holdsAll(first: string, rest: readonly string[], text: string, runs: Int32Array): boolean {
  let ends = startsOf(first, text).map((start) => start + first.length);
  for (const piece of rest) {
    if (ends.length === 0) return false;
    const reached = ends;
    let at = 0;
    let nearest = -1;
    ends = startsOf(piece, text).flatMap((start) => {
      while (at < reached.length && (reached[at] ?? 0) <= start) nearest = reached[at++] ?? nearest;
      return nearest >= (runs[start] ?? 0) ? [start + piece.length] : [];
    });
  }
  return ends.length > 0;
}

function startsOf(piece: string, text: string): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) starts.push(at);
  return starts;
}
