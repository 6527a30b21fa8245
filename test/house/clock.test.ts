import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The one place where limits stand; a mock of a server, which pauses as a real one does; and what this test tries. */
const EXEMPT = /^test\/(?:limits\.ts|mock\/.*|house\/clock\.test\.ts)$/;

/** What judges by the clock, and what stands for it in test/limits.ts. */
const RULES: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\b(?:Date|performance)\.now\(\) [-<>]/, instead: "workOf, or a script in bench/" },
  { pattern: /\b(?:Date|performance)\.now\(\) \+/, instead: "until" },
  { pattern: /\bvi\.wait(?:For|Until)\b|\.poll\(/, instead: "until" },
  { pattern: /\bAbortSignal\.timeout\(\d/, instead: "patience" },
  { pattern: /\bsetTimeout\((?!\(\) => )\w+, |"node:timers\/promises"/, instead: "until or aMoment" },
  {
    pattern: /\b(?:test|hook|Test|Hook)?[tT]imeout: \d[\d_]*(?: \}, (?:async )?\(|,? *$)|^\s*\}, \d[\d_]{3,}\);$/m,
    instead: "TEST_MS",
  },
  { pattern: /\b(?:program|backend), minutes: 0\.0/, instead: "COMES_MINUTES" },
];

const OFFENCES: readonly (readonly [code: string, instead: string])[] = [
  ["expect(performance.now() - begun).toBeLessThan(20_000);", "workOf, or a script in bench/"],
  ["while (Date.now() < end) look();", "workOf, or a script in bench/"],
  ["const deadline = Date.now() + 5_000;", "until"],
  ["await vi.waitUntil(() => isThere());", "until"],
  ["await expect.poll(() => said).toBe(1);", "until"],
  ["await outbox.deliver(AbortSignal.timeout(1_000));", "patience"],
  ["await new Promise((done) => setTimeout(done, 100));", "until or aMoment"],
  ['import { setTimeout as soon } from "node:timers/promises";', "until or aMoment"],
  ['describe("watch", { timeout: 120_000 }, () => {', "TEST_MS"],
  ['it("ends", { timeout: 5000 }, async () => {', "TEST_MS"],
  ["  timeout: 120_000,", "TEST_MS"],
  ["    testTimeout: 60_000,", "TEST_MS"],
  ["}, 180_000);", "TEST_MS"],
  ["const ada = { program, minutes: 0.05 };", "COMES_MINUTES"],
];

const complaintsAbout = (code: string) =>
  RULES.filter(({ pattern }) => pattern.test(code)).map(({ instead }) => instead);

describe("a test that judges by the clock", () => {
  it.for(OFFENCES)("is complained of: %s", ([code, instead]) => {
    expect(complaintsAbout(code)).toEqual([instead]);
  });

  it("is nowhere: what is waited for is waited for, and limits stand in test/limits.ts", () => {
    const files = globSync(["test/**/*.ts", "src/testing/**/*.ts", "vitest*.config.ts"], { cwd: ROOT });
    const found = files.filter((file) => !EXEMPT.test(file)).flatMap(offencesIn);
    expect(files.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });
});

function offencesIn(file: string): readonly string[] {
  const lines = readFileSync(ROOT + file, "utf8").split("\n");
  return lines.flatMap((line, at) => complaintsAbout(line).map((instead) => `${file}:${at + 1}: ${instead}: ${line}`));
}
