const TOKEN =
  /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|\d+|[\s\S])|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\{\d*,?\d*\}|[\s\S]/gi;
/** Letters, digits and signs of ASCII that mean themselves. */
const PLAIN_TOKEN = /^(?:[\w \-:;,'"<>=!@#%&~/]|\\[^\w\s])$/;
const OPTIONAL = /^(?:[?*]|\{.*\})$/s;

/** The longest text that everything a regular expression matches must hold; empty where none is sure. */
export function anchorOf(pattern: string): string {
  const runs: string[] = [];
  let run = "";
  let depth = 0;
  const end = (kept = run) => {
    runs.push(kept);
    run = "";
  };
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === "|" && depth === 0) return "";
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (depth === 0 && PLAIN_TOKEN.test(token)) run += token.at(-1);
    else end(OPTIONAL.test(token) ? run.slice(0, -1) : run);
  }
  end();
  return runs.toSorted((a, b) => b.length - a.length)[0]?.toLowerCase() ?? "";
}
