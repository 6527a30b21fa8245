import { defineConfig } from "vitest/config";

/** The tests that run the real Claude Code against a mock of its API: "npm run test:real". */
export default defineConfig({
  test: { include: ["test/real/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 2 },
});
