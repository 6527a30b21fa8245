import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { PassThrough, pipeline, Readable, type Writable } from "node:stream";
import { execa } from "execa";
import type { Contained } from "../contracts/containment.ts";
import type { HostProcess, ProcessEvent, Processes, ProcessSpec } from "../contracts/processes.ts";
import { messageOf } from "../errors.ts";
import type { Command, Containment } from "./containments.ts";
import { readLines } from "./lines.ts";
import { isAlive, thisProcess } from "./process-identity.ts";

/** Milliseconds a program has to stop in its own way before it gets a signal. */
const STOP_MS = 2_000;
/** Milliseconds a process tree has to end after a signal before it is killed. */
const KILL_GRACE_MS = 4_000;
/** Milliseconds after a program's end for which other processes may hold its pipes open. */
const DRAIN_MS = 500;
/** Our own deadline comes first, and asks politely; the outer one is for when we cannot. */
const OUTER_DEADLINE_S = 15;

/**
 * Parts of execa's subprocess that we use; its own type cannot be named for descriptors beyond the three usual ones.
 */
interface Child
  extends Promise<{ readonly exitCode?: number; readonly signal?: string; readonly originalMessage?: string }> {
  readonly pid?: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly nodeChildProcess: ChildProcess;
}

/** Programs in trees of their own, contained as well as the machine allows. */
export class ContainedProcesses implements Processes {
  readonly self: HostProcess = thisProcess();
  private readonly means: Containment;

  constructor(means: Containment) {
    this.means = means;
  }

  get containment(): Contained {
    return this.means;
  }

  isAlive(process: HostProcess): boolean {
    return isAlive(process);
  }

  async *run(spec: ProcessSpec, signal: AbortSignal): AsyncIterable<ProcessEvent> {
    if (signal.aborted) return yield { type: "exit", error: "stopped before it was started" };
    const child = start(this.means.wrap(commandOf(spec)), spec);
    const stop = stopper(child, spec.stop);
    atWork.add(child);
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield* events(child);
    } finally {
      signal.removeEventListener("abort", stop);
      end(child, "SIGKILL");
      atWork.delete(child);
    }
  }
}

/** Children that would go on without us when we end, where nothing but their group keeps them together. */
const atWork = new Set<Child>();
process.once("exit", () => {
  for (const child of atWork) end(child, "SIGKILL");
});

function commandOf({ argv, cwd, env, deadline, reach }: ProcessSpec): Command {
  return { argv, cwd, path: env.PATH ?? "", seconds: Math.ceil(deadline / 1000) + OUTER_DEADLINE_S, reach };
}

function start([command, ...args]: readonly [string, ...string[]], { cwd, env, stdin, holding }: ProcessSpec): Child {
  // After the three usual ones, the locks, for every process of the tree to inherit.
  const stdio = ["pipe", "pipe", "pipe", ...holding.map(({ descriptor }) => descriptor)] as ["pipe", "pipe", "pipe"];
  const input = typeof stdin === "string" ? { input: stdin } : {};
  const options = { cwd, env, extendEnv: false, ...input, stdio, detached: true, buffer: false, reject: false };
  const child = execa(command, args, options) as unknown as Child;
  if (typeof stdin !== "string") feed(child, stdin);
  return child;
}

/** A program may end, or close its input, before everything was written: that is its right. */
function feed({ stdin, nodeChildProcess }: Child, input: AsyncIterable<string>): void {
  const source = Readable.from(input);
  nodeChildProcess.once("exit", () => source.destroy());
  pipeline(source, stdin, () => {});
}

/** Both streams' lines as they come, then the exit. Slow readers slow the program down, not fill our memory. */
async function* events(child: Child): AsyncIterable<ProcessEvent> {
  const channel = new PassThrough({ objectMode: true, highWaterMark: 64 });
  const streams = [pump(child, "stdout", channel), pump(child, "stderr", channel)];
  child.nodeChildProcess.once("exit", () => void closePipes(child, streams));
  void Promise.all([child, ...streams]).then(
    ([{ exitCode, signal, originalMessage }]) =>
      channel.end({
        type: "exit",
        ...withoutUndefined({ code: exitCode, signal, error: startError(exitCode, signal, originalMessage) }),
      }),
    (thrown) => channel.end({ type: "exit", error: messageOf(thrown) }),
  );
  yield* channel as AsyncIterable<ProcessEvent>;
}

async function pump(child: Child, stream: "stdout" | "stderr", channel: PassThrough): Promise<void> {
  const source = child[stream];
  try {
    for await (const text of readLines(source)) {
      if (!channel.write({ type: "line", stream, text })) await once(channel, "drain");
    }
  } catch {
    // Destroyed, because something outlived the program and held its pipe: what came until then has been told.
  }
}

/** A process that escaped may hold the pipes for ever; the program itself has ended. */
async function closePipes(child: Child, streams: readonly Promise<void>[]): Promise<void> {
  await Promise.race([Promise.all(streams), new Promise((done) => setTimeout(done, DRAIN_MS).unref())]);
  child.stdout.destroy();
  child.stderr.destroy();
}

/** Each step is for a tree that has outlived the one before. */
function stopper(child: Child, ownWay?: () => void): () => void {
  const insist = () => {
    end(child, "SIGTERM");
    setTimeout(() => end(child, "SIGKILL"), KILL_GRACE_MS).unref();
  };
  if (!ownWay) return insist;
  return () => {
    ownWay();
    setTimeout(insist, STOP_MS).unref();
  };
}

/** The whole group; it may be gone already. */
function end({ pid, nodeChildProcess }: Child, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined || nodeChildProcess.exitCode !== null || nodeChildProcess.signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: it has ended by itself.
  }
}

const startError = (code?: number, signal?: string, message?: string) =>
  code === undefined && signal === undefined ? (message ?? "it could not be started") : undefined;

/** Facts without undefined values: an absent fact is an absent key. */
function withoutUndefined(facts: Readonly<Record<string, number | string | undefined>>) {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
