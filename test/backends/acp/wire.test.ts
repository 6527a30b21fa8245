import { expect, it } from "vitest";
import { Wire } from "../../../src/backends/acp/wire.ts";

const MESSAGE = '{"jsonrpc":"2.0","method":"session/update"}';

it("makes an agent wait that says more than is listened to, until some of it is taken", async () => {
  const wire = new Wire();
  const reader = wire.stream.readable.getReader();
  let heard = 0;
  const speaking = (async () => {
    for (; heard < 1_000; heard++) {
      wire.hear(MESSAGE);
      await wire.room();
    }
  })();
  await new Promise((turn) => setImmediate(turn));
  const waiting = heard;
  expect(waiting).toBeLessThan(100);
  for (let taken = 0; taken < 1_000; taken++) await reader.read();
  await speaking;
  expect(heard).toBe(1_000);
});

it.for([
  ["when nobody listens any more", (_: Wire, reader: ReadableStreamDefaultReader<unknown>) => reader.cancel()],
  ["when there is nothing more to say", (wire: Wire) => Promise.resolve(wire.hangUp())],
] as const)("lets nobody wait for room %s", async ([, end]) => {
  const wire = new Wire();
  const reader = wire.stream.readable.getReader();
  for (let at = 0; at < 100; at++) wire.hear(MESSAGE);
  const room = wire.room();
  await end(wire, reader);
  await expect(room).resolves.toBeUndefined();
  await expect(wire.room()).resolves.toBeUndefined();
});
