import { expect, it } from "vitest";
import type { ProcessEvent, ProcessSpec } from "../../../src/core/contracts/processes.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";

const processes = new ContainedProcesses(await findContainment());
const never = new AbortController().signal;

function program(script: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  const env = { PATH: process.env.PATH ?? "" };
  return { argv: ["sh", "-c", script], cwd: "/", env, stdin: "", deadline: 30_000, holding: [], ...more };
}

/** Lines somebody writes one after another, until they say that there are no more. */
function conversation() {
  const waiting: ((line: string | undefined) => void)[] = [];
  const said: (string | undefined)[] = [];
  const say = (line: string | undefined) => {
    const listener = waiting.shift();
    if (listener) listener(line);
    else said.push(line);
  };
  async function* lines() {
    for (;;) {
      const line = said.length > 0 ? said.shift() : await new Promise<string | undefined>((told) => waiting.push(told));
      if (line === undefined) return;
      yield line;
    }
  }
  return { say, lines: lines() };
}

async function play(spec: ProcessSpec, signal: AbortSignal, on: (event: ProcessEvent) => void = () => {}) {
  const events: ProcessEvent[] = [];
  for await (const event of processes.run(spec, signal)) {
    events.push(event);
    on(event);
  }
  return events;
}

const told = (events: readonly ProcessEvent[]) =>
  events.flatMap((event) => (event.type === "line" ? [event.text] : [`exit ${event.code ?? event.signal}`]));

it("gives a program its whole input at once", async () => {
  expect(told(await play(program("cat", { stdin: "one\ntwo\n" }), never))).toEqual(["one", "two", "exit 0"]);
});

it("keeps the input open until whoever writes it has no more to say", async () => {
  const { say, lines } = conversation();
  say("one\n");
  const answer = (event: ProcessEvent) => {
    if (event.type === "line") say(event.text === "heard one" ? "two\n" : undefined);
  };
  const events = await play(program("while read x; do echo heard $x; done", { stdin: lines }), never, answer);
  expect(told(events)).toEqual(["heard one", "heard two", "exit 0"]);
});

it("does not wait for input from a writer when the program has ended", async () => {
  const { say, lines } = conversation();
  say("one\n");
  expect(told(await play(program("read x; echo $x", { stdin: lines }), never))).toEqual(["one", "exit 0"]);
});

it("lets a program that is to stop do so in its own way, before any signal", async () => {
  const { say, lines } = conversation();
  const stop = new AbortController();
  say("begin\n");
  const spec = program("trap 'echo signalled' TERM; read x; echo $x; read y; echo ended by $y; exit 7", {
    stdin: lines,
    stop: () => say("stop\n"),
  });
  const events = await play(spec, stop.signal, () => stop.abort());
  expect(told(events)).toEqual(["begin", "ended by stop", "exit 7"]);
});

it("ends a program that does not stop in its own way with a signal", async () => {
  const { say, lines } = conversation();
  const stop = new AbortController();
  say("begin\n");
  const spec = program("read x; echo $x; exec sleep 6000", { stdin: lines, stop: () => say("stop\n") });
  const events = await play(spec, stop.signal, () => stop.abort());
  expect(events.at(-1)).toMatchObject({ type: "exit" });
  expect(told(events)).not.toContain("exit 0");
});
