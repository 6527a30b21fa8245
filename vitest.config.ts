import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { TEST_MS } from "./test/limits.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**"],
    globalSetup: "test/end-to-end/built.ts",
    // .ci/run wants to know what runs, and what came of it.
    reporters: process.env.MIDWATCH_TEST_LOG ? ["default", "./scripts/ci/reporter.mjs"] : ["default"],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    // Most of a long test is waiting for programs, so one more than there are cores pays off.
    maxWorkers: availableParallelism() + 1,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
