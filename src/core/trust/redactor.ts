import type { Credentials, Redact } from "../contracts/credentials.ts";
import { keyShapes } from "./key-shapes.ts";
import { KnownValues } from "./known-values.ts";
import type { Secret } from "./secret.ts";

const OF_FLEET = /^credential (?<name>.+)$/;

/**
 * Takes secrets out of what is kept and what leaves: the fleet's own, however they are written, and what has the shape
 * of a key. The tripwire, not the promise: a secret should never have come so far.
 */
export function redactor(credentials: Credentials): Redact {
  const values = new KnownValues(credentials);
  return (text) => {
    const own = replaced(text, values.find(text));
    return replaced(own, keyShapes(own));
  };
}

function replaced(text: string, secrets: readonly Secret[]): string {
  if (secrets.length === 0) return text;
  let [done, left] = [0, ""];
  for (const { rule, at, end } of secrets.toSorted((a, b) => a.at - b.at)) {
    // One may stand in another.
    if (at >= done) left += `${text.slice(done, at)}${wordFor(rule)}`;
    done = Math.max(done, end);
  }
  return left + text.slice(done);
}

/** In letters that mean nothing to YAML, JSON or Markdown: what stands around it is still to be read. */
const wordFor = (rule: string) => `(${OF_FLEET.exec(rule)?.groups?.name ?? "a secret was here"})`;
