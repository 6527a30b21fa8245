/**
 * For authors of plugins: the suites that every part of a slot has to pass, and parts to test with. They need vitest.
 *
 * @module midwatch/testing
 */
export { type BackendCases, describeBackend } from "./describe-backend.ts";
export { type ChannelCase, describeChannel } from "./describe-channel.ts";
export { describeWorkSource, type WorkSourceCase } from "./describe-work-source.ts";
export { FakeClock } from "./fake-clock.ts";
export { memoryView } from "./memory-view.ts";
export { partOf } from "./part-of.ts";
export { finish, ScriptedBackend, type Step, say, write } from "./scripted-backend.ts";
export { testHost } from "./test-host.ts";
