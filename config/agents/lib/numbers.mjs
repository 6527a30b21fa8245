const MISSING = "–";

/**
 * A change: +4.2%, -1.3%, 0.0%.
 * @param {number | undefined} fraction
 */
export function change(fraction, digits = 1) {
  if (fraction === undefined) return MISSING;
  const text = (fraction * 100).toFixed(digits);
  if (Number(text) === 0) return `${(0).toFixed(digits)}%`;
  return fraction > 0 ? `+${text}%` : `${text}%`;
}

/**
 * A share or a size: 18.4%.
 * @param {number | undefined} fraction
 */
export function percent(fraction, digits = 1) {
  return fraction === undefined ? MISSING : `${(fraction * 100).toFixed(digits)}%`;
}

/** @param {number | undefined} value */
export function decimal(value, digits = 2) {
  return value === undefined ? MISSING : value.toFixed(digits);
}

/** @param {number} value */
export function whole(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * "1 trade", "3 trades".
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun, plural = `${noun}s`) {
  return `${whole(count)} ${count === 1 ? noun : plural}`;
}

/**
 * "ALDER, BRINE and COBLE".
 * @param {string[]} words
 */
export function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/**
 * 1st, 2nd, 3rd, 4th, 11th.
 * @param {number} n
 */
export function ordinal(n) {
  const teens = n % 100 > 10 && n % 100 < 14;
  return `${n}${teens ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
}
