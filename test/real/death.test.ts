import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FileLocks } from "../../src/core/host/locks.ts";
import { agentLock } from "../../src/core/session/agent-lock.ts";
import { patience } from "../limits.ts";
import { calls, EDITS, realFleet, SAYS_DONE } from "./fleet.ts";

const BIN = join(import.meta.dirname, "..", "..", "dist", "src", "cli", "bin.js");
const LOOPS = calls("Bash", { command: "echo loop", description: "Loop" });

it("K09: makes no further request when midwatch is killed, and keeps what was written", async () => {
  let enough = (): void => {};
  const busy = new Promise<void>((resolve) => {
    enough = resolve;
  });
  let requests = 0;
  const fleet = await realFleet({
    scenario: { steps: [...EDITS, { ...LOOPS, delayMs: 50 }] },
    fleet: "guards: [{ use: loop, off: true }, { use: no-progress, off: true }]",
    onRequest: () => {
      requests += 1;
      if (requests === 6) enough();
    },
  });
  const midwatch = spawn(process.execPath, [BIN, "run", "editor", "--duty", "--fleet", fleet.folder], {
    stdio: "ignore",
  });
  await busy;
  midwatch.kill("SIGKILL");
  await once(midwatch, "exit");

  // The lock is free when the last process of the tree is gone: after that, nobody is left to ask.
  const lock = await new FileLocks(join(fleet.folder, ".midwatch", "locks")).hold(agentLock("editor"), patience());
  lock.release();
  const before = requests;
  await new Promise((turn) => setImmediate(turn));
  expect(requests).toBe(before);

  fleet.mock.set({ steps: [SAYS_DONE] });
  expect(await fleet.run()).toMatchObject({ outcome: { kind: "done" } });
  expect(fleet.remote.rescued().map((ref) => fleet.remote.file("a.txt", ref))).toEqual(["beta\n"]);
});
