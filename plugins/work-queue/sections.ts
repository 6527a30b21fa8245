/** The lines an entry stands on: the first, and the one after its last. */
export interface Span {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** More than anybody plans; what is beyond is not on offer. */
const MOST_ENTRIES = 500;
const PLANNED = /^##\s+planned next\b/i;
const SECTION = /^#{1,2}\s/;
const NUMBERED = /^\d{1,9}[.)]\s+(?<title>\S.*)$/;
const HEADING = /^###\s+(?<title>\S.*)$/;
/** A box or a bold name at the margin: an entry where nothing else is one. */
const BULLETED = /^[-*+]\s+(?<title>(?:\[[ xX]\]\s+\S|\*\*\S).*)$/;
/** "### Priority 1: Name" is always an entry; what is numbered below it is its text. */
const RANKED = /^###\s+priority\s+\d+\s*:\s*(?<title>\S.*)$/i;
const FENCE = /^\s*(?:```|~~~)/;
/** What an entry's own lines begin with: an indent, a list's mark, a field's bold name, a heading, a fence. */
const BELONGS = /^(?:\s|[-*+]\s|\*\*|#|```|~~~)/;

/** Where the entries under "Planned Next" stand; in the whole file when `everywhere` and there is no such heading. */
export function plannedSpans(lines: readonly string[], everywhere = false): Span[] {
  const heading = lines.findIndex((line) => PLANNED.test(line));
  if (heading < 0 && !everywhere) return [];
  const inside = outsideFences(lines);
  const next = lines.findIndex((line, at) => at > heading && inside[at] && SECTION.test(line));
  const end = heading < 0 || next < 0 ? lines.length : next;
  const span = { from: heading + 1, to: end, inside };
  const numbered = marksIn(lines, span);
  const marks = numbered.some(({ title }) => title !== undefined) ? numbered : bulletsIn(lines, span);
  return marks
    .flatMap(({ at, title }, n) => (title === undefined ? [] : [{ title, from: at, to: marks[n + 1]?.at ?? end }]))
    .slice(0, MOST_ENTRIES)
    .map((span) => ({ ...span, to: endOf(lines, span) }));
}

interface Mark {
  readonly at: number;
  /** Missing for a heading that only groups what stands below it. */
  readonly title?: string;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly inside: readonly boolean[];
}

function bulletsIn(lines: readonly string[], { from, to, inside }: Stretch): Mark[] {
  return lines.slice(from, to).flatMap((line, n) => {
    const title = inside[from + n] ? BULLETED.exec(line)?.groups?.title : undefined;
    return title === undefined ? [] : [{ at: from + n, title: title.replace(/^\[ \]\s+/, "") }];
  });
}

function marksIn(lines: readonly string[], { from, to, inside }: Stretch): Mark[] {
  const marks: Mark[] = [];
  let isRanked = false;
  for (let at = from; at < to; at++) {
    const line = inside[at] ? (lines[at] ?? "") : "";
    const heading = HEADING.exec(line)?.groups?.title;
    const ranked = RANKED.exec(line)?.groups?.title;
    if (heading !== undefined) isRanked = ranked !== undefined;
    const numbered = isRanked ? undefined : NUMBERED.exec(line)?.groups?.title;
    if (heading !== undefined && ranked === undefined && groups(lines, at, to)) marks.push({ at });
    else if (ranked ?? heading ?? numbered) marks.push({ at, title: ranked ?? heading ?? numbered ?? "" });
  }
  return marks;
}

/** A heading with a numbered list right below it is the list's, and no entry. */
function groups(lines: readonly string[], heading: number, to: number): boolean {
  const below = lines.slice(heading + 1, Math.min(to, heading + 20)).find((line) => line.trim() !== "");
  return below !== undefined && NUMBERED.test(below);
}

/** Without the blank lines and the remark that follow the last of a list. */
function endOf(lines: readonly string[], { from, to }: Span): number {
  const isRemark = (at: number) => lines[at - 1]?.trim() === "" && !BELONGS.test(lines[at] ?? "") && lines[at]?.trim();
  const isHeaded = lines[from]?.startsWith("#");
  let end = from + 1;
  while (end < to && (isHeaded || !isRemark(end))) end++;
  while (end > from + 1 && lines[end - 1]?.trim() === "") end--;
  return end;
}

/** For each line, whether it is no part of a fenced block: what stands in one is an example. */
export function outsideFences(lines: readonly string[]): boolean[] {
  let isOutside = true;
  return lines.map((line) => {
    if (!FENCE.test(line)) return isOutside;
    isOutside = !isOutside;
    return false;
  });
}
