import { defineConfig } from "vitest/config";
import { TEST_MS } from "../../limits.ts";

/** For describe-backend.test.ts: suites that fail on purpose. */
export default defineConfig({ test: { include: ["test/testing/broken/backends.ts"], testTimeout: TEST_MS } });
