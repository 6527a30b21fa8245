/** What is said again when a code block is: a word, and no more. */
const LANGUAGE = /^[\w+#.-]{1,20}$/;

interface Fence {
  readonly open: string;
  readonly close: string;
}

/**
 * Text in pieces of at most `limit` characters, broken where a reader would: between paragraphs, lines, words. A code
 * block that is broken is closed, and opened again in the next piece.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let fence: Fence | undefined;
  let rest = text.toWellFormed();
  while (headOf(fence).length + rest.length > limit) {
    const head = headOf(fence);
    const cut = breakIn(rest, limit - head.length - ROOM_TO_CLOSE);
    const piece = `${head}${rest.slice(0, cut).trimEnd()}`;
    fence = openIn(piece);
    pieces.push(fence ? `${piece}\n${fence.close}` : piece);
    rest = fence ? rest.slice(cut).replace(/^\n/, "") : rest.slice(cut).trimStart();
  }
  return rest === "" && pieces.length > 0 ? pieces : [...pieces, `${headOf(fence)}${rest}`];
}

/** The closing of a fence of any sane length. */
const ROOM_TO_CLOSE = 12;

const headOf = (fence: Fence | undefined) => (fence ? `${fence.open}\n` : "");

/** The last good place for a break; in the middle of a word where there is none. */
function breakIn(text: string, room: number): number {
  const window = text.slice(0, room + 1);
  for (const [sign, least] of [
    ["\n\n", room / 2],
    ["\n", room / 4],
    [" ", room / 2],
  ] as const) {
    const at = window.lastIndexOf(sign);
    if (at > least && at <= room) return at;
  }
  return /[\uD800-\uDBFF]/.test(text[room - 1] ?? "") ? room - 1 : room;
}

/** The code block that a text leaves open. */
function openIn(text: string): Fence | undefined {
  let open: Fence | undefined;
  for (const [, mark = "", language = ""] of text.matchAll(/^ {0,3}(`{3,8}|~{3,8})([^\n`]*)$/gm)) {
    const said = language.trim();
    if (!open) open = { open: LANGUAGE.test(said) ? `${mark}${said}` : mark, close: mark };
    else if (mark.startsWith(open.close) && said === "") open = undefined;
  }
  return open;
}
