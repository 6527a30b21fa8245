import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../src/core/contracts/plugin.ts";
import type { Guard } from "../../src/core/contracts/policy.ts";
import { findContainment } from "../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { commandGuard } from "../../src/policies/command/guard.ts";
import { until } from "../limits.ts";

const processes = new ContainedProcesses(await findContainment());
const host = {
  processes,
  environment: { PATH: process.env.PATH ?? "" },
  folder: import.meta.dirname,
} as unknown as Host;

/** Refuses the first call of a tool called "rm". */
const WATCHER = `
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { at, event } = JSON.parse(line);
  if (event.name === "rm") console.log(JSON.stringify({ ok: false, reason: "it called rm at " + at }));
}
`;

describe("a guard that is a program of the owner's", () => {
  let over = new AbortController();
  afterEach(() => over.abort());

  function guardOf(...run: string[]): Guard {
    over = new AbortController();
    return commandGuard.create({ run }, host).guard(0, over.signal);
  }
  const refusalOf = (guard: Guard, at: number) => {
    const verdict = guard({ type: "tick" }, at);
    return verdict.ok ? undefined : verdict;
  };
  const call = (name: string) => ({ type: "tool_call", id: "1", name }) as const;

  it("stops a run with its own reason, and lets everything else pass", async () => {
    const guard = guardOf("node", "--input-type=module", "-e", WATCHER);
    expect(guard(call("ls"), 1)).toEqual({ ok: true });
    guard(call("rm"), 2);
    expect(await until(() => refusalOf(guard, 3), "its word")).toEqual({ ok: false, reason: "it called rm at 2" });
  });

  it("stops a run when it is gone: what nobody watches must not go on as if somebody did", async () => {
    const guard = guardOf("sh", "-c", "exit 4");
    const gone = { ok: false, reason: "its guard sh -c exit 4 ended with 4" };
    expect(await until(() => refusalOf(guard, 1), "its end")).toEqual(gone);
  });
});
