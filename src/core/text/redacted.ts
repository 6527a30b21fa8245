import type { Redact } from "../contracts/credentials.ts";

/** The same with every text in it redacted, but for parts of those names. What is no plain record stays as it is. */
export function redacted<T>(value: T, redact: Redact, spared: ReadonlySet<string> = NONE): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => redacted(each, redact, spared)) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [
    name,
    spared.has(name) && typeof part === "string" ? part : redacted<unknown>(part, redact, spared),
  ]);
  return Object.fromEntries(entries) as T;
}

const NONE: ReadonlySet<string> = new Set();
