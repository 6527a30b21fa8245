import { defineConfig } from "vitest/config";
import { TEST_MS } from "./test/limits.ts";

/** The tests that run real agents, against mocks of their APIs and against a real model: "npm run test:real". */
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    reporters: process.env.MIDWATCH_TEST_LOG ? ["default", "./scripts/ci/reporter.mjs"] : ["default"],
    testTimeout: TEST_MS,
    hookTimeout: TEST_MS,
    maxWorkers: 2,
  },
});
