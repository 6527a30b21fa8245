/**
 * A Markdown table; `align` has one letter for each column, `l` or `r`.
 * @param {string} align
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function table(align, head, rows) {
  const rule = [...align].map((side) => (side === "r" ? "---:" : "---"));
  return [head, rule, ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

/** @param {string | number} value */
function cell(value) {
  return oneLine(String(value)).replaceAll("|", "\\|");
}

/**
 * Text that stays on one line, without HTML.
 * @param {string} text
 */
export function oneLine(text) {
  return text.replace(/\s+/g, " ").trim().replaceAll("<", "&lt;");
}

/**
 * A line that fits a list: at most `length` characters, cut between words.
 * @param {string} text
 */
export function brief(text, length = 160) {
  const line = oneLine(text);
  return line.length <= length ? line : `${line.slice(0, length).replace(/\s+\S*$/, "")} …`;
}

/**
 * @param {string[]} lines
 * @param {string} [none]
 */
export function bullets(lines, none = "None.") {
  return lines.length === 0 ? none : lines.map((line) => `- ${line}`).join("\n");
}

/**
 * Paragraphs, tables and headings as one file.
 * @param {(string | undefined)[]} blocks
 */
export function document(...blocks) {
  return `${blocks.filter((block) => block !== undefined && block !== "").join("\n\n")}\n`;
}

/**
 * The first heading of a file, or undefined.
 * @param {string} text
 */
export function titleOf(text) {
  return text.match(/^#\s+(.+?)\s*$/m)?.[1];
}

/**
 * The first paragraph below the title: by convention it carries a report's numbers.
 * @param {string} text
 */
export function headlineOf(text) {
  const paragraphs = text.split(/\r?\n\s*\r?\n/).map((paragraph) => paragraph.trim());
  const first = paragraphs.find((paragraph) => /^[^#|<\-_\s]/.test(paragraph));
  return oneLine(first ?? "").replaceAll("**", "");
}

/**
 * A name that is safe in a path: lower case, digits and hyphens.
 * @param {string} text
 */
export function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
