/**
 * @typedef {string | string[]} Value  a nested map is kept as its own text
 * @typedef {{ fields: Record<string, Value>, body: string }} FrontMatter
 */

/**
 * The plain YAML that gptme's task files use: scalars, lists in one line or several. Undefined without front matter.
 * @param {string} text
 * @returns {FrontMatter | undefined}
 */
export function parseFrontMatter(text) {
  const match = text.match(/^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/);
  if (!match) return undefined;
  /** @type {Map<string, Value>} */
  const fields = new Map();
  for (const line of String(match[1]).split(/\r?\n/)) {
    const [, key, rest = ""] = line.match(/^([\w-]+):\s*(.*)$/) ?? [];
    const last = [...fields.keys()].at(-1);
    if (key) fields.set(key, value(rest));
    else if (last && /^\s*[^\s#]/.test(line)) fields.set(last, continued(fields.get(last) ?? "", line.trim()));
  }
  return { fields: Object.fromEntries(fields), body: String(match[2]) };
}

/**
 * A field as one string; empty when it is absent.
 * @param {Record<string, Value>} fields
 * @param {string} name
 */
export function scalar(fields, name) {
  const found = fields[name] ?? "";
  return Array.isArray(found) ? found.join(", ") : found;
}

/**
 * A field as a list; a single value is a list of one.
 * @param {Record<string, Value>} fields
 * @param {string} name
 */
export function list(fields, name) {
  const found = fields[name] ?? "";
  return Array.isArray(found) ? found : [found].filter((text) => text !== "");
}

/**
 * @param {string} text
 * @returns {Value}
 */
function value(text) {
  const inline = text.match(/^\[(.*)\]\s*(?:#.*)?$/);
  if (!inline) return plain(text);
  return String(inline[1])
    .split(",")
    .map(plain)
    .filter((item) => item !== "");
}

/**
 * A scalar without its quotes or its comment; null is empty.
 * @param {string} text
 */
function plain(text) {
  const trimmed = text.trim();
  const quoted = trimmed.match(/^"(.*?)"\s*(?:#.*)?$|^'(.*?)'\s*(?:#.*)?$/);
  if (quoted) return quoted[1] ?? quoted[2] ?? "";
  const bare = trimmed.replace(/(^|\s)#.*$/, "").trim();
  return bare === "null" || bare === "~" ? "" : bare;
}

/**
 * @param {Value} before
 * @param {string} line
 * @returns {Value}
 */
function continued(before, line) {
  const item = line.match(/^-\s+(.*)$/)?.[1];
  if (item !== undefined) return [...(Array.isArray(before) ? before : [before].filter(Boolean)), plain(item)];
  return Array.isArray(before) ? before : `${before} ${line}`.trim();
}
