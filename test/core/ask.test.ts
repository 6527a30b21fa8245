import { describe, expect, it } from "vitest";
import { findContainment } from "../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../src/core/host/processes.ts";
import { askCommand } from "../../src/core/parts/ask.ts";

const processes = new ContainedProcesses(await findContainment());
const environment = { PATH: process.env.PATH ?? "" };
const never = new AbortController().signal;
const sh = (script: string, seconds = 20) => ({ run: ["sh", "-c", script] as [string, ...string[]], seconds });
const ask = (part: ReturnType<typeof sh>, question: unknown = {}, signal = never) =>
  askCommand({ processes, environment }, "/tmp")(part, question, signal);

describe("a program of the owner's", () => {
  it("gets the question on stdin, and answers on stdout", async () => {
    expect(await ask(sh("cat"), { agent: "ann" })).toBe('{"agent":"ann"}\n');
  });

  it("a program of the owner's that fails is told with its code and its last complaint", async () => {
    await expect(ask(sh("echo x; echo one >&2; echo not signed in >&2; exit 4"))).rejects.toThrow(
      /ended with 4: not signed in$/,
    );
  });

  it("a program of the owner's that throws is told with what it has thrown (B15)", async () => {
    const thrower = { run: [process.execPath, "-e", "null.x"] as [string, ...string[]], seconds: 20 };
    await expect(ask(thrower)).rejects.toThrow(/ended with 1: TypeError: Cannot read prop/);
  });

  it("a program of the owner's that does not answer in time is told as that", async () => {
    await expect(ask(sh("exec sleep 93", 0.3))).rejects.toThrow("did not answer within 0.3 s");
  });

  it("a program of the owner's that is not there is told as that", async () => {
    await expect(ask({ run: ["/nowhere/program"], seconds: 5 })).rejects.toThrow(/\/nowhere\/program/);
  });

  it("a program of the owner's that says too much is cut off", async () => {
    const answer = await ask(sh("yes 0123456789 | head -c 9000000"));
    expect(answer.length).toBeLessThan(4.1 * 1024 * 1024);
  });
});
