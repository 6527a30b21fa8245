import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const config = join(import.meta.dirname, "broken", "vitest.config.ts");

interface Suite {
  readonly assertionResults: readonly { readonly fullName: string; readonly title: string; readonly status: string }[];
}

/** What each broken backend failed in, by what is wrong with it. */
async function failuresByBackend(): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--root",
    root,
    "--config",
    config,
    "--reporter=json",
  ];
  const report = join(await mkdtemp(join(tmpdir(), "midwatch-broken-")), "report.json");
  // It fails: that is what it is for.
  await promisify(execFile)(process.execPath, [...args, `--outputFile=${report}`]).catch(() => undefined);
  const { testResults } = JSON.parse(await readFile(report, "utf8")) as { testResults: readonly Suite[] };
  await rm(join(report, ".."), { recursive: true });
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = tests.map((test) => ({
    ...test,
    backend: test.fullName.replace("backend contract: ", "").replace(` ${test.title}`, ""),
  }));
  const failed = (name: string) =>
    named.filter(({ backend, status }) => backend === name && status === "failed").map(({ title }) => title);
  return new Map(named.map(({ backend }) => [backend, failed(backend)]));
}

describe("the suite for backends", () => {
  let failures: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    failures = await failuresByBackend();
  });

  it("finds nothing wrong where nothing is", () => {
    expect(failures.get("nothing")).toEqual([]);
  });

  it.for([
    ["finished twice", "says finished exactly once, and last"],
    ["a word after finished", "says finished exactly once, and last"],
    ["no finished", "says finished exactly once, and last"],
    ["a failure that is thrown", "tells of a failure with an event that says why, and does not throw"],
    ["a failure without a word", "tells of a failure with an event that says why, and does not throw"],
    ["work after it was stopped", "starts nothing when it has been stopped before"],
    ["an abort that is ignored", "ends as cancelled, promptly, when it is stopped"],
    ["a program that is asked only once", "ends even what does not want to end"],
    ["a pipe that is waited for", "does not wait for who holds its output open"],
    ["half a token", "reports usage in whole, non-negative numbers"],
    ["a memory of other runs", "can be run twice, and the second run knows nothing of the first"],
    [
      "a notice that is passed on twice",
      "says at most once whether it was told that its time is nearly up, and ends all the same",
    ],
    ["a probe without a sentence", "can be asked whether it would work, and answers with a sentence"],
  ] as const)("notices %s", ([wrong, where]) => {
    expect(failures.get(wrong)).toContain(where);
  });

  it("has no test that was never seen to fail, but that a run ends well which went well", () => {
    const seen = new Set([...failures.values()].flat());
    expect(seen.size).toBe(11);
  });
});
