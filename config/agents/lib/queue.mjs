/**
 * @typedef {{ number: number, title: string, text: string, fields: Record<string, string> }} Entry
 *   `text` is the entry as it stands in the file, from its number to its last line.
 * @typedef {{ before: string, entries: Entry[], after: string, isArranged: boolean, eol: string }} Queue
 *   the file around "## Planned Next"; `isArranged` when a person has put sub-headings there, which are left alone.
 */

export const QUEUE = "state/queue-manual.md";

const PLANNED = /^## +Planned Next[ \t]*\r?$/im;
const NUMBERED = /^\d+(?=[.)]\s)/;
const RANKS = ["CRITICAL", "URGENT", "HIGH", "MEDIUM", "LOW"];
const HELD = /^\W*(blocked|waiting|on hold|paused|not[ -]viable|done|completed?)\b/i;

/**
 * A work queue in gptme's format, tolerant of what people write there: rendered again, it is the same text.
 * @param {string} text
 * @returns {Queue}
 */
export function parseQueue(text) {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const { before, section, after } = aroundPlanned(text, eol);
  const lines = section.split("\n");
  const starts = lines.flatMap((line, index) => (NUMBERED.test(line) ? [index] : []));
  const end = footerAt(lines, starts.at(-1));
  const parts = starts.map((start, index) => lines.slice(start, starts[index + 1] ?? end));
  const [preamble, footer] = [lines.slice(0, starts[0]), lines.slice(end)].map((part) => part.join("\n").trim());
  return {
    before: [before, preamble].filter(Boolean).join(eol + eol),
    entries: parts.map((part) => readEntry(part.join("\n").replace(/(\r?\n[ \t]*)+\r?$/, ""))),
    after: [footer, after].filter(Boolean).join(eol + eol),
    isArranged: lines.some((line) => line.startsWith("###")),
    eol,
  };
}

/**
 * The file with these entries planned, numbered from 1 and otherwise byte for byte what they were.
 * @param {Queue} queue
 * @param {{ text: string }[]} entries
 */
export function renderQueue({ before, after, eol }, entries) {
  const numbered = entries.map(({ text }, index) => text.replace(NUMBERED, String(index + 1)));
  const text = [before, ...numbered, after].filter((part) => part !== "").join(eol + eol);
  return text.endsWith("\n") ? text : text + eol;
}

/**
 * Ready entries first, by priority, then by age: the date they were added, else the place they had. Held ones go last.
 * @param {Entry[]} entries
 */
export function inOrder(entries) {
  return [...entries].sort(
    (a, b) =>
      Number(isHeld(a)) - Number(isHeld(b)) || rank(a) - rank(b) || compare(a.fields.Added ?? "", b.fields.Added ?? ""),
  );
}

/** @param {Entry} entry */
export function isHeld(entry) {
  return HELD.test(entry.fields.Status ?? "") || HELD.test(priorityOf(entry));
}

/** @param {Entry} entry */
export function priorityOf({ fields, text }) {
  const said = fields.Priority ?? text.split("\n")[0]?.match(/\((\w+) priority\)/i)?.[1] ?? "MEDIUM";
  return said.toUpperCase();
}

/**
 * What stands under "## Recently Completed", in whatever list; given up is what was marked with a cross.
 * @param {string} text
 * @returns {{ title: string, isGivenUp: boolean }[]}
 */
export function completedEntries(text) {
  const section = text.split(/^## +/m).find((part) => /^Recently Completed/i.test(part)) ?? "";
  const lines = section.split(/\r?\n/).filter((line) => /^(\d+[.)]|[-*]|###)\s+/.test(line));
  return lines.map((line) => ({
    title: line.match(/\*\*(.+?)\*\*/)?.[1] ?? titleIn(line.replace(/^\S+\s+(\[.\]\s+)?/, "")),
    isGivenUp: /^\S+\s+❌/.test(line),
  }));
}

/**
 * Says when the queue was last changed.
 * @param {string} text
 * @param {string} when
 */
export function touched(text, when) {
  if (!/^## +Last Updated/im.test(text)) return `${text.trimEnd()}\n\n## Last Updated\n${when}\n`;
  return text.replace(/^(## +Last Updated[ \t]*\r?\n(?:[ \t]*\r?\n)*)(?!#)[^\r\n]*/im, `$1${when}`);
}

/**
 * The heading and what stands before it, the section, and what follows; an absent section goes before the others.
 * @param {string} text
 * @param {string} eol
 */
function aroundPlanned(text, eol) {
  const heading = PLANNED.exec(text);
  const start = heading ? heading.index + heading[0].length : indexOr(text.search(/^## /m), text.length);
  const rest = text.slice(start);
  const end = heading ? indexOr(rest.search(/^##? /m), rest.length) : 0;
  const title = text.slice(0, start).trimEnd() || "# Work Queue";
  const before = heading ? title : `${title}${eol}${eol}## Planned Next`;
  return { before, section: rest.slice(0, end), after: rest.slice(end) };
}

/**
 * The line at which a remark below the last entry begins: not indented, after a blank line.
 * @param {string[]} lines
 * @param {number | undefined} last
 */
function footerAt(lines, last) {
  if (last === undefined) return lines.length;
  return indexOr(
    lines.findIndex((line, index) => index > last + 1 && /^\S/.test(line) && lines[index - 1]?.trim() === ""),
    lines.length,
  );
}

/**
 * @param {number} index -1 when nothing was found
 * @param {number} otherwise
 */
const indexOr = (index, otherwise) => (index < 0 ? otherwise : index);

/**
 * @param {string} text
 * @returns {Entry}
 */
function readEntry(text) {
  const [head = "", ...lines] = text.split(/\r?\n/);
  const fields = lines.flatMap((line) => {
    const match = line.match(/^\s{1,4}[-*]\s+\**([A-Za-z][\w ]*?)\**\s*:\**\s*(.*)$/);
    return match ? [[match[1], String(match[2]).trim()]] : [];
  });
  const title = titleIn(head.replace(/^\d+[.)]\s+/, ""));
  return { number: Number.parseInt(head, 10), title, text, fields: Object.fromEntries(fields.reverse()) };
}

/** @param {string} line */
function titleIn(line) {
  const bold = line.match(/^\*\*\[?(.+?)\]?\*\*/)?.[1];
  return (bold ?? line.replace(/\(\w+ priority\)\s*$/i, "")).trim();
}

/** @param {Entry} entry */
function rank(entry) {
  const place = RANKS.findIndex((name) => priorityOf(entry).startsWith(name));
  return place < 0 ? RANKS.indexOf("MEDIUM") : place;
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
