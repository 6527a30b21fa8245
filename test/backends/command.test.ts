import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll } from "vitest";
import { command } from "../../src/backends/command.ts";
import { asking } from "../../src/core/ask.ts";
import { systemClock } from "../../src/core/host/clock.ts";
import { findContainment } from "../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { describeBackend } from "../../src/testing/index.ts";

const folder = mkdtempSync(`${tmpdir()}/midwatch-command-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const processes = new ContainedProcesses(await findContainment());
const environment = { PATH: process.env.PATH ?? "" };
const make = (...run: string[]) =>
  command.create(
    { run, paid: false },
    {
      clock: systemClock,
      processes,
      environment,
      credentials: {},
      folder,
      ask: asking({ processes, environment }, folder),
    },
  );
const shell = (script: string) => make("sh", "-c", script);

describeBackend("command", {
  working: () => shell("echo working; echo done"),
  failing: () => shell("echo 'no licence'; exit 3"),
  hanging: () => shell("echo working; exec sleep 1000"),
  stubborn: () => shell("trap '' TERM; echo working; while :; do sleep 1; done"),
  clinging: () => shell("(setsid sleep 1000 &) ; echo working"),
});

describeBackend("command, when there is no such program", {
  working: () => make("true"),
  failing: () => make("there-is-no-such-program"),
  hanging: () => shell("echo working; exec sleep 1000"),
});
