const WORD = /[\p{L}\p{N}_]/u;

/** What stands between a keyword's stars. Stars at its ends match nothing, too, so they are left out. */
export const piecesOf = (keyword: string): readonly string[] => keyword.split("*").filter((piece) => piece !== "");

/** Where, for each place in a text, the run of word characters begins that ends there. */
export function wordRuns(text: string): Int32Array {
  const begins = new Int32Array(text.length + 1);
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    begins[at] = begin;
    const code = text.charCodeAt(at);
    if (code < 128 ? ASCII_WORD[code] === 1 : isWord(text, at)) continue;
    begin = at + 1;
  }
  begins[text.length] = begin;
  return begins;
}

/** Most of a text is ASCII, for which there is a shorter way. */
const ASCII_WORD = Uint8Array.from({ length: 128 }, (_, code) => Number(WORD.test(String.fromCharCode(code))));

/** Both halves of a character that takes two are what it is. */
function isWord(text: string, at: number): boolean {
  const isSecondHalf = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return WORD.test(String.fromCodePoint(text.codePointAt(isSecondHalf ? at - 1 : at) ?? 0));
}

/**
 * Whether a text holds the pieces one after the other, with nothing but word characters between them; in time that grows
 * with the text and the pieces, however often they repeat.
 */
export function holdsInOrder(pieces: readonly string[], text: string, runs: Int32Array): boolean {
  const [first = "", ...rest] = pieces;
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
