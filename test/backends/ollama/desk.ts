import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ollama } from "../../../src/backends/ollama/ollama.ts";
import { Options } from "../../../src/backends/ollama/options.ts";
import type { Backend, BackendEvent, BackendRequest } from "../../../src/core/contracts/backend.ts";
import type { Clock } from "../../../src/core/contracts/clock.ts";
import type { Host } from "../../../src/core/contracts/plugin.ts";
import { systemClock } from "../../../src/core/host/clock.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { type MockModel, MockOllama, type Turn } from "../../mock/ollama.ts";

export const host = {
  clock: systemClock,
  processes: new ContainedProcesses(await findContainment()),
  environment: { PATH: process.env.PATH ?? "" },
  credentials: {},
  folder: "/",
  ask: () => Promise.reject(new Error("nobody is asked")),
};

/** The backend, as its factory makes it. */
export function backendOf(
  options: Readonly<Record<string, unknown>>,
  clock: Clock = systemClock,
  more: Partial<Host> = {},
): Backend {
  return ollama.create(Options.parse(options), { ...host, clock, ...more });
}

/** What a run is asked, in a clone and a home of its own. Gone when the test is. */
export function requestIn(more: Partial<BackendRequest> = {}): BackendRequest {
  const root = mkdtempSync(join(tmpdir(), "midwatch-ollama-"));
  const [cwd, home] = [join(root, "clone"), join(root, "home")];
  mkdirSync(cwd);
  mkdirSync(join(home, "tmp"), { recursive: true });
  const descriptor = openSync(join(root, "lock"), "w");
  const lock = { name: "test", descriptor, release: () => closeSync(descriptor) };
  onTestFinished(() => {
    lock.release();
    rmSync(root, { recursive: true, force: true });
  });
  const files = { brief: join(root, "brief"), item: join(root, "item"), session: join(root, "session") };
  return { instructions: "", prompt: "# Do it", cwd, home, files, deadline: 60_000, lock, ...more };
}

/** One run to its end. It may be stopped at the first event of a kind. */
export async function play(backend: Backend, request: BackendRequest, stopAt?: BackendEvent["type"]) {
  const stop = new AbortController();
  const events: BackendEvent[] = [];
  for await (const event of backend.run(request, stop.signal)) {
    events.push(event);
    if (event.type === stopAt) stop.abort();
  }
  const last = events.at(-1);
  if (last?.type !== "finished") throw new Error("it did not say finished last");
  const messages = events.flatMap((event) => (event.type === "message" ? [event.text] : []));
  return { events, messages, result: last.result };
}

/** A server with one model, "mock", that says those turns and then nothing more. Gone when the test is. */
export async function serverSaying(turns: readonly Turn[], model: Omit<MockModel, "play"> = {}): Promise<MockOllama> {
  const server = await MockOllama.start({
    mock: { ...model, play: (turn) => turns[turn] ?? { text: "That is all." } },
  });
  onTestFinished(() => server.close());
  return server;
}

/** One run of the model that says those turns. */
export async function playing(turns: readonly Turn[], about: Playing = {}) {
  const server = await serverSaying(turns, about.model);
  const request = requestIn(about.request);
  about.prepare?.(request.cwd);
  const played = await play(backendOf({ url: server.url, model: "mock", ...about.options }), request);
  return { ...played, asked: server.asked, cwd: request.cwd };
}

interface Playing {
  readonly model?: Omit<MockModel, "play">;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly request?: Partial<BackendRequest>;
  /** What is in the clone before. */
  readonly prepare?: (clone: string) => void;
}

/** A call of a tool, as the model makes it. */
export const calls = (name: string, args: unknown): Turn => ({ calls: [{ name, arguments: args }] });

export const DONE = calls("done", { item: "done", reason: "as asked" });
