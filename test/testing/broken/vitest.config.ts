import { defineConfig } from "vitest/config";

/** For describe-backend.test.ts: suites that fail on purpose. */
export default defineConfig({ test: { include: ["test/testing/broken/backends.ts"] } });
