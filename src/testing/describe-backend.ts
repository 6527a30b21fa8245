import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend, BackendEvent, BackendRequest, BackendResult } from "../index.ts";

/** Backends whose runs behave in a known way. What a backend cannot do is left out. */
export interface BackendCases {
  /** Says something, and ends well. */
  readonly working: () => Backend;
  /** Cannot do its work: a missing program, a wrong key. */
  readonly failing: () => Backend;
  /** Says something, then goes on for ever. */
  readonly hanging: () => Backend;
  /** Like hanging, and refuses to end when it is asked politely. */
  readonly stubborn?: () => Backend;
  /** Ends well, but leaves a process behind that holds its output open. */
  readonly clinging?: () => Backend;
  /** Milliseconds within which a run has to end that was stopped, or has nothing left to do. */
  readonly patience?: number;
}

/** For what hangs: many times what a busy machine takes. */
const PATIENCE_MS = 300_000;
const HURRY = "Your time is nearly up.";

/** Contract suite for backends, whatever runs behind them. A new backend calls this, and is done when it is green. */
export function describeBackend(
  name: string,
  { working, failing, hanging, stubborn, clinging, patience = PATIENCE_MS }: BackendCases,
): void {
  let folder: string;
  let request: BackendRequest;
  let close: () => void;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "midwatch-backend-"));
    ({ request, close } = await requestIn(folder));
  });
  afterAll(async () => {
    close();
    await rm(folder, { recursive: true, force: true });
  });

  describe(`backend contract: ${name}`, { timeout: PATIENCE_MS }, () => {
    it("says finished exactly once, and last", async () => {
      const events = await eventsOf(working(), request);
      expect(finishes(events)).toEqual([events.length - 1]);
    });

    it("ends a run that went well with end_turn", async () => {
      expect((await resultOf(working(), request)).stopReason).toBe("end_turn");
    });

    it("reports usage in whole, non-negative numbers", async () => {
      const { window: _, models = [], ...usage } = (await resultOf(working(), request)).usage;
      const counts = [usage, ...models.map(({ model: __, ...used }) => used)].flatMap(Object.values);
      for (const used of counts) expect(Number.isInteger(used) && used >= 0).toBe(true);
    });

    it("tells of a failure with an event that says why, and does not throw", async () => {
      const events = await eventsOf(failing(), request);
      expect(finishes(events)).toEqual([events.length - 1]);
      expect(lastOf(events)).toMatchObject({ stopReason: "error", text: expect.stringMatching(/\S/) });
    });

    it("can be run twice, and the second run knows nothing of the first", async () => {
      const backend = working();
      expect(types(await eventsOf(backend, request))).toEqual(types(await eventsOf(backend, request)));
    });

    it("starts nothing when it has been stopped before", { timeout: patience }, async () => {
      const events = await eventsOf(hanging(), request, AbortSignal.abort());
      expect(events.filter(({ type }) => type !== "started")).toMatchObject([{ result: { stopReason: "cancelled" } }]);
    });

    it("ends as cancelled, promptly, when it is stopped", { timeout: patience }, async () => {
      expect((await stoppedMidway(hanging(), request))?.stopReason).toBe("cancelled");
    });

    it.skipIf(!stubborn)("ends even what does not want to end", { timeout: patience }, async () => {
      expect(stubborn && (await stoppedMidway(stubborn(), request))?.stopReason).toBe("cancelled");
    });

    it.skipIf(!clinging)("does not wait for who holds its output open", { timeout: patience }, async () => {
      expect(clinging && (await resultOf(clinging(), request)).stopReason).toBe("end_turn");
    });

    it("says at most once whether it was told that its time is nearly up, and ends all the same", async () => {
      const events = await eventsOf(working(), { ...request, wrapUp: AbortSignal.abort(HURRY) });
      const told = events.filter(({ type }) => type === "wrap_up");
      expect(told).toEqual(told.slice(0, 1).map((event) => ({ ...event, text: HURRY })));
      expect(finishes(events)).toEqual([events.length - 1]);
    });

    it("can be asked whether it would work, and answers with a sentence", async () => {
      const { status, detail } = await working().probe(AbortSignal.timeout(PATIENCE_MS));
      expect([status, detail !== ""]).toEqual(["pass", true]);
    });
  });
}

async function requestIn(folder: string): Promise<{ request: BackendRequest; close: () => void }> {
  const files = { brief: join(folder, "brief.md"), item: join(folder, "item.json"), session: join(folder, "s.json") };
  const [cwd, home] = [join(folder, "clone"), join(folder, "home")];
  await mkdir(cwd, { recursive: true });
  await mkdir(join(home, "tmp"), { recursive: true });
  for (const file of Object.values(files)) await writeFile(file, "{}");
  const descriptor = openSync(join(folder, "lock"), "w");
  const close = () => closeSync(descriptor);
  const lock = { name: "test", descriptor, release: close };
  return { close, request: { instructions: "Do it.", prompt: "Do it.", cwd, home, files, deadline: 60_000, lock } };
}

async function eventsOf(backend: Backend, request: BackendRequest, signal = AbortSignal.timeout(PATIENCE_MS)) {
  const events: BackendEvent[] = [];
  for await (const event of backend.run(request, signal)) events.push(event);
  return events;
}

/** Stopped after its first words, so that it has certainly begun. */
async function stoppedMidway(backend: Backend, request: BackendRequest): Promise<BackendResult | undefined> {
  const stop = new AbortController();
  const events: BackendEvent[] = [];
  for await (const event of backend.run(request, stop.signal)) {
    events.push(event);
    if (event.type !== "started") stop.abort();
  }
  return finishes(events).length === 1 ? lastOf(events) : undefined;
}

async function resultOf(backend: Backend, request: BackendRequest): Promise<BackendResult> {
  const result = lastOf(await eventsOf(backend, request));
  if (!result) throw new Error(`${backend.name} did not say finished last`);
  return result;
}

function lastOf(events: readonly BackendEvent[]): BackendResult | undefined {
  const last = events.at(-1);
  return last?.type === "finished" ? last.result : undefined;
}

const types = (events: readonly BackendEvent[]) => events.map(({ type }) => type);

const finishes = (events: readonly BackendEvent[]) =>
  events.flatMap(({ type }, at) => (type === "finished" ? [at] : []));
