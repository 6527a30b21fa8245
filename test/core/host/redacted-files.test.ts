import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { redactFiles } from "../../../src/core/host/redacted-files.ts";
import { redactor } from "../../../src/core/trust/redactor.ts";

const KEY = "q7Zp2Lx9Wm4Kc8Vb1Nt6Rd3Hs5Fg0Jy";
const redact = redactor({ THE_KEY: KEY });
const WORD = "(THE_KEY)";
const KIB = 1024;

/** What a file says once it is redacted. */
async function left(content: string | Buffer): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-redacted-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "x");
  writeFileSync(file, content);
  await redactFiles(folder, redact);
  return readFileSync(file);
}

it("a key is found wherever a long line is cut", async () => {
  // Wherever parts end, one of these begins a byte earlier than the last.
  const between = 1021;
  const line = Array.from(
    { length: 1200 },
    (_, n) => `${"é".repeat(n % 7)}${".".repeat(between - (n % 7))}${KEY}`,
  ).join("");
  expect((await left(line)).toString()).toBe(line.replaceAll(KEY, WORD));
});

it("a key that is spelled letter by letter is found across a cut, too", async () => {
  const spelled = KEY.split("").join(" ");
  for (const before of [64, 128, 192, 256]) {
    const at = before * KIB - 8 * KIB - spelled.length / 2;
    const line = `${".".repeat(at)}${spelled}${".".repeat(300 * KIB)}`;
    expect((await left(line)).toString()).toBe(line.replace(spelled, WORD));
  }
});

it("nothing but keys, for megabytes, is redacted and comes to an end", async () => {
  expect((await left(KEY.repeat(40_000))).toString()).not.toContain(KEY.slice(0, 10));
});

it("bytes that are no text, and a file without a secret, stay as they are", async () => {
  const bytes = Buffer.from(Array.from({ length: 700 * KIB }, (_, n) => (n * 7919) % 251));
  expect((await left(bytes)).equals(bytes)).toBe(true);
  const mixed = Buffer.concat([bytes, Buffer.from(KEY), bytes]);
  expect((await left(mixed)).equals(Buffer.concat([bytes, Buffer.from(WORD), bytes]))).toBe(true);
});
