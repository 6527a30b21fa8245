import { appendFileSync, existsSync, readFileSync } from "node:fs";
import process from "node:process";

/** The file in which one run of `.ci/run` keeps what its tests do; nothing is kept without it. */
const LOG = process.env.MIDWATCH_TEST_LOG;

/** Writes down that something has begun or ended, or what came of a run of tests. */
export function note(fact) {
  if (LOG) appendFileSync(LOG, `${JSON.stringify(fact)}\n`);
}

function facts() {
  if (!LOG || !existsSync(LOG)) return [];
  // The last line is cut off when its writer was killed.
  return readFileSync(LOG, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** The files and the tests that have begun and not ended. */
export function running() {
  const names = new Set();
  for (const { began, ended } of facts()) {
    if (began) names.add(began);
    else names.delete(ended);
  }
  return [...names];
}

/** What came of all runs of tests together. One that began and never told counts as one that failed. */
export function counts() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  let open = 0;
  for (const { run, result } of facts()) {
    if (run) open += 1;
    if (!result) continue;
    open -= 1;
    for (const key of Object.keys(sum)) sum[key] += result[key];
  }
  return { ...sum, failed: sum.failed + open };
}
