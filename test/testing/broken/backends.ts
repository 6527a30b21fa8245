// Backends that each break the contract in one way, under the suite that has to notice.
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Backend, BackendEvent, BackendRequest } from "../../../src/core/contracts/backend.ts";
import {
  type BackendCases,
  describeBackend,
  finish,
  ScriptedBackend,
  type Step,
  say,
} from "../../../src/testing/index.ts";

const DONE: BackendEvent = {
  type: "finished",
  result: { stopReason: "end_turn", text: "done", usage: { inputTokens: 1, outputTokens: 1 } },
};
const CANCELLED: BackendEvent = {
  type: "finished",
  result: { stopReason: "cancelled", text: "stopped", usage: { inputTokens: 0, outputTokens: 0 } },
};
const tell = (event: BackendEvent): Step => ({ type: "tell", event });
const scripted =
  (...script: readonly Step[]) =>
  () =>
    new ScriptedBackend(...script);

/** A backend that is its run. */
const running =
  (run: (request: BackendRequest, signal: AbortSignal) => AsyncIterable<BackendEvent>) => (): Backend => ({
    name: "broken",
    probe: async () => ({ check: "broken", status: "pass", detail: "ready" }),
    run,
  });

const WHOLE = {
  working: scripted(say("working"), finish({ text: "done" })),
  failing: scripted(finish({ stopReason: "error", text: "there is no model" })),
  hanging: scripted(say("working"), { type: "hang" }),
};

/** Those never end, or too late: milliseconds, until that is noticed. */
const SOON = { patience: 500 };

/** A program, until whoever has its output has let go of it; it is asked once to end. All ends by itself in a while. */
const program = (script: string, end: "exit" | "close") =>
  running(async function* (_, signal) {
    const child = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
    await once(child.stdout, "data");
    yield { type: "message", text: "working" };
    await once(child, end);
    yield signal.aborted ? CANCELLED : DONE;
  });

const remembering = (): Backend => {
  let runs = 0;
  return running(async function* () {
    runs += 1;
    for (let run = 0; run < runs; run += 1) yield { type: "message", text: "again" };
    yield DONE;
  })();
};

const BROKEN: Readonly<Record<string, Partial<BackendCases>>> = {
  nothing: {},
  "finished twice": {
    working: running(async function* () {
      yield DONE;
      yield DONE;
    }),
  },
  "a word after finished": {
    working: running(async function* () {
      yield DONE;
      yield { type: "message", text: "and another thing" };
    }),
  },
  "no finished": { working: scripted({ type: "vanish" }) },
  "a failure that is thrown": { failing: scripted({ type: "throw", error: new Error("there is no model") }) },
  "a failure without a word": { failing: scripted(finish({ stopReason: "error", text: "" })) },
  "work after it was stopped": {
    hanging: running(async function* (_, signal) {
      yield { type: "message", text: "I begin" };
      if (!signal.aborted) await once(signal, "abort");
      yield CANCELLED;
    }),
  },
  "an abort that is ignored": {
    ...SOON,
    hanging: running(async function* (_, signal) {
      if (signal.aborted) return yield CANCELLED;
      yield { type: "message", text: "working" };
      await new Promise(() => {});
    }),
  },
  "a program that is asked only once": {
    ...SOON,
    stubborn: program("trap '' TERM; echo; sleep 1; sleep 1; sleep 1", "exit"),
  },
  "a pipe that is waited for": { ...SOON, clinging: program("echo; sleep 3 &", "close") },
  "half a token": { working: scripted(finish({ usage: { inputTokens: 0.5, outputTokens: 0 } })) },
  "a memory of other runs": { working: remembering },
  "a notice that is passed on twice": {
    working: scripted(
      ...[1, 2].map(() => tell({ type: "wrap_up", told: true, text: "Your time is nearly up." })),
      finish(),
    ),
  },
  "a probe without a sentence": {
    working: () => {
      const backend = WHOLE.working();
      backend.probe = async () => ({ check: "broken", status: "pass", detail: "" });
      return backend;
    },
  },
};

for (const [name, cases] of Object.entries(BROKEN)) describeBackend(name, { ...WHOLE, ...cases });
