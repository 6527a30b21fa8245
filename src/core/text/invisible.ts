/** Line ends of every kind; what comes out of here has one. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** Characters of an emoji besides pictures: one selector, or a joiner between two of them. */
const OF_EMOJI =
  /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})\uFE0F/u;

/**
 * The one list of what a person does not see and a model reads: controls, formats (zero-width, bidi, U+2060 to 2069),
 * fillers, variation selectors, what is no character, and the tags from U+E0000 on.
 */
const INVISIBLE =
  /(?:(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{E0000}-\u{E0FFF}])+/u;

const EITHER = new RegExp(`(?<kept>${OF_EMOJI.source})|${INVISIBLE.source}`, "gu");

const ALL = new RegExp(INVISIBLE.source, "gu");

const TAGS = { from: 0xe0020, to: 0xe007e, letters: 0xe0000 };
const MOST_NAMED = 8;

/** A text as its reader sees it. */
export const withoutInvisible = (text: string): string =>
  text.toWellFormed().replaceAll(LINE_ENDS, "\n").replaceAll(ALL, "");

/** A text with nothing hidden in it, and how many characters had been. */
export interface Revealed {
  readonly text: string;
  readonly hidden: number;
}

/** Shows what cannot be seen: "⟨U+200B⟩"; what tags spell, as "⟨hidden: …⟩". Line ends are all alike afterwards. */
export function reveal(raw: string): Revealed {
  let hidden = 0;
  const text = raw
    .toWellFormed()
    .replaceAll(LINE_ENDS, "\n")
    .replaceAll(EITHER, (run, kept: string | undefined) => {
      if (kept !== undefined) return kept;
      hidden += [...run].length;
      return describeInvisible(run);
    });
  return { text, hidden };
}

/** JSON with everything escaped that cannot be seen: it says the same, and does nothing to a terminal. */
export const escapeInvisible = (json: string): string =>
  json.replaceAll(ALL, (run) => {
    const units = Array.from({ length: run.length }, (_, at) => run.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });

function describeInvisible(run: string): string {
  const points = [...run].map((character) => character.codePointAt(0) ?? 0);
  const tags = points.filter((point) => point >= TAGS.from && point <= TAGS.to);
  if (tags.length > 0) return `⟨hidden: ${String.fromCodePoint(...tags.slice(0, 2000).map(tagLetter))}⟩`;
  const names = points.slice(0, MOST_NAMED).map((point) => `U+${point.toString(16).toUpperCase().padStart(4, "0")}`);
  const more = points.length > MOST_NAMED ? ` and ${points.length - MOST_NAMED} more` : "";
  return `⟨${names.join(" ")}${more}⟩`;
}

const tagLetter = (tag: number) => tag - TAGS.letters;
