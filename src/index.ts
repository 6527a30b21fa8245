/** The public API: everything a plugin may import. */
export type * from "./core/contracts/agent.ts";
export type * from "./core/contracts/backend.ts";
export type * from "./core/contracts/brief.ts";
export type * from "./core/contracts/channel.ts";
export type * from "./core/contracts/events.ts";
export type * from "./core/contracts/health.ts";
export type * from "./core/contracts/host.ts";
export type * from "./core/contracts/ledger.ts";
export type * from "./core/contracts/lessons.ts";
export type * from "./core/contracts/outbox.ts";
export type * from "./core/contracts/plugin.ts";
export type * from "./core/contracts/policy.ts";
export type * from "./core/contracts/reporting.ts";
export type * from "./core/contracts/session.ts";
export type * from "./core/contracts/taint.ts";
export * from "./core/contracts/verdict.ts";
export * from "./core/contracts/work.ts";
export { MidwatchError } from "./core/errors.ts";
