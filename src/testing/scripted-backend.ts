import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Backend, BackendEvent, BackendRequest, BackendResult, HealthReport } from "../index.ts";

/** One thing a scripted run does. */
export type Step =
  | { readonly type: "tell"; readonly event: BackendEvent }
  /** Writes files into the clone, by path relative to it. */
  | { readonly type: "write"; readonly files: Readonly<Record<string, string>> }
  /** Anything else, in the middle of the run. */
  | {
      readonly type: "call";
      /** Calls this, and goes on with the run when it resolves. */
      call(request: BackendRequest): Promise<void> | void;
    }
  /** Waits until it is stopped, and then ends as every backend should. */
  | { readonly type: "hang" }
  /** Waits for ever, and does not listen: breaks the contract. */
  | { readonly type: "ignore" }
  /** Throws: breaks the contract. */
  | { readonly type: "throw"; readonly error: Error }
  /** Ends without a word: breaks the contract. */
  | { readonly type: "vanish" };

const NOTHING_USED = { inputTokens: 0, outputTokens: 0 };
const STOPPED: Partial<BackendResult> = { stopReason: "cancelled", cause: "stopped", text: "stopped by its signal" };

/** The step that ends a run; what is left out is an ordinary end that says nothing. */
export function finish(result: Partial<BackendResult> = {}): Step {
  const whole = { stopReason: "end_turn", text: "", usage: NOTHING_USED, ...result } as const;
  return { type: "tell", event: { type: "finished", result: whole } };
}

/** The step that says something. */
export const say = (text: string): Step => ({ type: "tell", event: { type: "message", text } });

/** The step that writes files into the clone. */
export const write = (files: Readonly<Record<string, string>>): Step => ({ type: "write", files });

/** A backend that plays a script, and remembers what it was asked. A script without an end ends well. */
export class ScriptedBackend implements Backend {
  readonly name = "scripted";
  readonly requests: BackendRequest[] = [];
  private readonly script: readonly Step[];

  constructor(...script: readonly Step[]) {
    this.script = script;
  }

  async probe(): Promise<HealthReport> {
    return { check: this.name, status: "pass", detail: "it has its script" };
  }

  async *run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent> {
    this.requests.push(request);
    yield { type: "started" };
    for (const step of this.script) {
      if (signal.aborted) return yield told(finish(STOPPED));
      if (step.type === "vanish") return;
      if (step.type === "tell") yield step.event;
      else await play(step, request, signal);
      if (step.type === "tell" && step.event.type === "finished") return;
    }
    yield told(finish(signal.aborted ? STOPPED : {}));
  }
}

type Deed = Exclude<Step, { readonly type: "tell" | "vanish" }>;

async function play(step: Deed, request: BackendRequest, signal: AbortSignal): Promise<void> {
  switch (step.type) {
    case "write":
      return writeAll(request.cwd, step.files);
    case "call":
      return step.call(request);
    case "hang":
      return aborted(signal);
    case "ignore":
      return new Promise(() => {});
    case "throw":
      throw step.error;
  }
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}

/** Event of a step that finish() made: it is one that tells. */
const told = (step: Step) => (step as Extract<Step, { type: "tell" }>).event;
