import { SECRET } from "./secret-shapes.ts";

/** Characters of the shortest credential that is taken out: shorter ones stand in ordinary words, too. */
const SHORTEST = 8;

export type Redact = (text: string) => string;

/**
 * Takes secrets out of what leaves: those of the fleet, whole or a line of them, plain, in a URL or as base64, and what
 * has the shape of a key. The tripwire, not the promise: a secret should never have come so far.
 */
export function redactor(credentials: Readonly<Record<string, string>>): Redact {
  const named = Object.entries(credentials).flatMap(([name, value]) => formsOf(value).map((form) => ({ name, form })));
  // The longest first: a secret may stand in another.
  const known = named.toSorted((a, b) => b.form.length - a.form.length);
  const shapes = new RegExp(SECRET.source, "g");
  return (text) =>
    known
      .reduce((left, { name, form }) => left.replaceAll(form, `[${name}]`), text)
      .replaceAll(shapes, "[a secret was here]");
}

function formsOf(value: string): string[] {
  const parts = [value, ...value.split(/\\n|\n/)].map((part) => part.trim()).filter((part) => part.length >= SHORTEST);
  const forms = parts.flatMap((part) => [
    part,
    encodeURIComponent(part),
    JSON.stringify(part).slice(1, -1),
    Buffer.from(part).toString("base64").replace(/=+$/, ""),
  ]);
  return [...new Set(forms)];
}
