import { connect, createServer } from "node:net";
import { pipeline, Transform } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

/** Bytes of one step: small enough for a rate that can be told from a burst. */
const STEP = 4096;

/** A way to a port on this machine that lets through so many bytes a second, each way. */
export async function throttled(port, bytesPerSecond) {
  const passed = { down: 0, up: 0 };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const up = slow(bytesPerSecond, (bytes) => (passed.up += bytes));
    const down = slow(bytesPerSecond, (bytes) => (passed.down += bytes));
    // Each way ends by itself, when all that is on it has come through.
    pipeline(near, up, far, () => {});
    pipeline(far, down, near, () => {});
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { port: server.address().port, passed, close: () => server.close() };
}

function slow(bytesPerSecond, count) {
  let free = performance.now();
  return new Transform({
    highWaterMark: STEP,
    async transform(chunk, _, done) {
      for (let at = 0; at < chunk.length; at += STEP) {
        const step = chunk.subarray(at, at + STEP);
        const now = performance.now();
        free = Math.max(free, now) + (step.length / bytesPerSecond) * 1000;
        await pause(Math.max(0, free - now));
        count(step.length);
        this.push(step);
      }
      done();
    },
  });
}
