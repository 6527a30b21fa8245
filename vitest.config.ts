import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**"],
    globalSetup: "test/end-to-end/built.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of a long test is waiting for programs, so one more than there are cores pays off.
    maxWorkers: availableParallelism() + 1,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
