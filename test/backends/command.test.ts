import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command } from "../../src/backends/command.ts";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import { systemClock } from "../../src/core/host/clock.ts";
import { findContainment } from "../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { askCommand } from "../../src/core/parts/ask.ts";
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
      ask: askCommand({ processes, environment }, folder),
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

describe("a program whose time is nearly up", () => {
  const sentence = "Your time is nearly up.";

  /** Told after its first word. */
  async function eventsOf(script: string) {
    const home = mkdtempSync(join(folder, "home-"));
    const files = { brief: "/", item: "/", session: "/" };
    const lock = { name: "test", descriptor: 2, release: () => {} };
    const wrapUp = new AbortController();
    const told = { instructions: "", prompt: "", cwd: home, home, files, deadline: 60_000, lock };
    const events: BackendEvent[] = [];
    for await (const event of shell(script).run({ ...told, wrapUp: wrapUp.signal }, new AbortController().signal)) {
      events.push(event);
      if (event.type === "message") wrapUp.abort(sentence);
      if (event.type === "wrap_up") writeFileSync(join(home, "told"), "");
    }
    return { events, home };
  }

  it("finds a file that says so", async () => {
    const { events } = await eventsOf(
      'echo working; until [ -s "$MIDWATCH_WRAP_UP" ]; do sleep 0.05; done; cat "$MIDWATCH_WRAP_UP"',
    );
    expect(events.slice(1, -1)).toEqual([
      { type: "message", text: "working" },
      { type: "wrap_up", told: true, text: sentence },
      { type: "message", text: sentence },
    ]);
  });

  it("is told of although it says nothing more", async () => {
    const { events } = await eventsOf('echo working; until [ -e "$HOME/told" ]; do sleep 0.05; done; echo done');
    expect(events.slice(1, -1)).toEqual([
      { type: "message", text: "working" },
      { type: "wrap_up", told: true, text: sentence },
      { type: "message", text: "done" },
    ]);
  });

  it("cannot have it written through a link of its own", async () => {
    const { events, home } = await eventsOf(
      'ln -s "$HOME/elsewhere" "$MIDWATCH_WRAP_UP"; echo working; until [ -e "$HOME/told" ]; do sleep 0.05; done; echo done',
    );
    expect(events).toContainEqual({ type: "wrap_up", told: false, text: sentence });
    expect(existsSync(join(home, "elsewhere"))).toBe(false);
  });
});

describeBackend("command, when there is no such program", {
  working: () => make("true"),
  failing: () => make("there-is-no-such-program"),
  hanging: () => shell("echo working; exec sleep 1000"),
});

describe("why a program has failed (B15)", () => {
  async function whyOf(...run: string[]) {
    const files = { brief: "/", item: "/", session: "/" };
    const lock = { name: "test", descriptor: 2, release: () => {} };
    const home = mkdtempSync(join(folder, "home-"));
    const told = { instructions: "", prompt: "", cwd: home, home, files, deadline: 60_000, lock };
    let text = "";
    for await (const event of make(...run).run(told, new AbortController().signal))
      if (event.type === "finished") ({ text } = event.result);
    return text;
  }

  it.for([
    ["an error of Node's", [process.execPath, "-e", "null.x"], /^it exited with 1: TypeError: Cannot read prop/],
    ["a script that is not there", [process.execPath, "./no.mjs"], /^it exited with 1: Error: Cannot find module/],
    ["a shell's that is not there", ["bash", "./x.sh"], /^it exited with 127: bash: \S+x\.sh: No such file/],
    [
      "what it says on stderr before it goes on",
      ["sh", "-c", "nosuchprogram; echo cleaned up; exit 3"],
      /^it exited with 3: .*nosuchprogram: (?:command )?not found$/,
    ],
    [
      "what it has sent to stdout",
      ["sh", "-c", 'exec 2>&1; "$0" -e "null.x"', process.execPath],
      /^it exited with 1: TypeError: Cannot read prop/,
    ],
  ] as const)("is %s", async ([, run, why]) => {
    expect(await whyOf(...run)).toMatch(why);
  });
});
