// The last line of `.ci/run`: "tests: 3120 passed, 0 failed, 7 skipped", over all runs of tests.
import { counts } from "./log.mjs";

const { passed, failed, skipped } = counts();
console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
