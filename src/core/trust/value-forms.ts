/** Characters of a secret that are looked for as a run. */
export const WINDOW = 10;
/** Characters of the shortest value that is looked for: shorter ones stand in ordinary words, too. */
export const SHORTEST = 8;
/** A copy that has lost so many of its characters is still found. */
const LOST = 7;
/** Fewer of a value are nothing without what stands before them. */
const MIN_CORE = 12;
const BASE64_RUN = 14;
const HEX_RUN = 20;

/** One way to write a value, in letters and digits alone. */
export interface Form {
  readonly text: string;
  /** Range in which a run has to begin: what all keys of an issuer begin with is no secret. */
  readonly from: number;
  readonly to: number;
  /** Characters of it that have to stand in a row. */
  readonly run: number;
}

/** Groups that a key begins with: "sk-ant-api03-", "ghp_". A token of three parts begins with one that all have. */
const OPENING = /^(?:eyJ[\w-]{6,}\.|(?:[A-Za-z]{1,12}\d{0,2}[-_]){1,4})/;
const PEM_LINE = /-----(?:BEGIN|END)[^-]*-----/g;
const ESCAPED_LINE = /\\[nr]/g;
/** Addresses that only say where something is: no name before an @, no question, few short steps. */
const MERE_ADDRESS = /^[a-z][a-z+.-]*:\/\/[^/@?#\s]+(?:\/[a-z0-9.-]{0,12}){0,2}\/?$/i;
const OWN_PATH = /^~?\//;
const ADDRESS = /^[a-z][a-z+.-]*:\/\//i;

/** True for a value that says where something is, and lets nobody in. */
export const isMerePlace = (value: string): boolean => MERE_ADDRESS.test(value) || OWN_PATH.test(value);

/** Only what an encoding or a line's end does not touch: letters, digits, and what is beyond ASCII. */
export const isKept = (code: number): boolean =>
  (code > 47 && code < 58) || (code > 64 && code < 91) || (code > 96 && code < 123) || (code > 160 && !isUnseen(code));

const isUnseen = (code: number) =>
  code === 0xad ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0xfeff ||
  code === 0x180e;

export const bare = (text: string): string => {
  let kept = "";
  for (let at = 0; at < text.length; at++) if (isKept(text.charCodeAt(at))) kept += text[at];
  return kept;
};

/** The ways in which a value is looked for: plain, for URLs, reversed, in hexadecimal and as base64 at each offset. */
export function formsOf(value: string): readonly Form[] {
  const clean = value.replaceAll(PEM_LINE, "").replaceAll(ESCAPED_LINE, "\n");
  const pieces = ADDRESS.test(clean) ? [clean, ...stepsOf(clean)] : [clean];
  return pieces.flatMap(formsOfPiece).filter(({ text, run }) => text.length >= Math.max(run, WINDOW));
}

/** Parts of an address that may be secret by themselves. */
const stepsOf = (address: string): string[] =>
  address
    .replace(ADDRESS, "")
    .split(/[/?#&=@:]/)
    .slice(1)
    .filter((part) => isMixed(bare(part)) && bare(part).length >= MIN_CORE);

function formsOfPiece(value: string): Form[] {
  const isAddress = ADDRESS.test(value);
  const opening = isAddress ? "" : openingOf(value);
  const core = bare(value.slice(opening.length));
  const isToken = !isAddress && !/[^\S\n]/.test(value.trim()) && isMixed(core) && core.length >= MIN_CORE - 2;
  const plain = bare(value);
  const run = isToken ? WINDOW : Math.max(WINDOW, isNumber(plain) ? plain.length : plain.length - LOST);
  const skipped = bare(opening).length;
  return [
    form(plain, { skipped, run }),
    form(bare(encodeURIComponent(value.toWellFormed())), { skipped, run }),
    form([...plain].toReversed().join(""), { run, left: skipped }),
    ...encoded(value, opening.length, run),
  ];
}

function encoded(value: string, opening: number, run: number): Form[] {
  const hex = Buffer.from(value).toString("hex");
  const pairs = hex.match(/../g) ?? [];
  const skipped = opening * 2;
  const long = (shortest: number, by: number) => Math.max(shortest, Math.floor(run * by));
  const base64 = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]).toString("base64");
    // The first characters are another's where it begins within three bytes, and so are the last.
    const cut = whole.replace(/=+$/, "").slice(offset === 0 ? 0 : offset + 1, whole.endsWith("=") ? -1 : undefined);
    return form(bare(cut), { skipped: Math.ceil((opening * 4) / 3), run: long(BASE64_RUN, 1.3) - 1 });
  });
  return [
    ...base64,
    ...[hex, hex.toUpperCase()].map((text) => form(text, { skipped, run: long(HEX_RUN, 2) })),
    ...["x", "0x"].map((mark) => form(pairs.join(mark), { skipped: opening * (2 + mark.length), run: HEX_RUN + 6 })),
  ];
}

const form = (
  text: string,
  { skipped = 0, left = 0, run }: { readonly skipped?: number; readonly left?: number; readonly run: number },
): Form => ({ text, from: skipped, to: text.length - left - WINDOW, run });

function openingOf(value: string): string {
  const [found = ""] = OPENING.exec(value) ?? [];
  return bare(value.slice(found.length)).length >= MIN_CORE ? found : "";
}

const isNumber = (text: string) => /^\d+$/.test(text);

/** As keys are, and words are not: letters and digits, or large and small letters in turn. */
export const isMixed = (text: string): boolean =>
  (/\d/.test(text) && /[a-z]/i.test(text)) || (/[a-z].*[a-z]/.test(text) && /[A-Z].*[A-Z]/.test(text));
