import { describe, expect, it } from "vitest";
import type { Ended } from "../../src/core/contracts/session.ts";
import { COMPLETES, EDITS, gptmeFleet, shell, systemOf, uses } from "./gptme.ts";

const LOOPS = shell("echo loop");

it("brings what gptme edits to the remote, with its tokens and their price", async () => {
  const usage = { prompt: 1000, completion: 100, cached: 400 };
  const { run, remote, mock } = await gptmeFleet({
    answers: [EDITS, uses("save b.txt", "gamma"), COMPLETES].map((answer) => ({ ...answer, usage })),
    agent: "tools: [read, edit, run]",
  });
  const ended = (await run()) as Ended;
  expect(ended).toMatchObject({
    outcome: { kind: "done", reason: "a.txt says beta" },
    publication: { kind: "published" },
    result: { usage: { inputTokens: 3000, outputTokens: 300, micros: 3 * (600 * 2 + 400 * 0.5 + 100 * 10) } },
  });
  expect([remote.file("a.txt"), remote.file("b.txt")]).toEqual(["beta\n", "gamma\n"]);
  expect(mock.requests).toHaveLength(3);
});

it("adds no lessons and no context of its own where it is not native, and runs nothing that gptme.toml asks for", async () => {
  const settings = [
    '[prompt]\nfiles = ["notes.txt"]\ncontext_cmd = "echo from-the-context-command | tee context.txt"',
    '[[hooks.scripts]]\nevent = "session.start"\ncommand = "touch hook.txt"',
    '[lessons]\ndirs = ["lessons"]',
  ].join("\n");
  const lesson = "---\nmatch:\n  keywords: [a.txt, edit]\n---\n# A lesson\n\nfrom-a-lesson\n";
  const { run, remote, mock } = await gptmeFleet({
    answers: [EDITS, COMPLETES],
    backend: "native: false",
    files: { "gptme.toml": settings, "lessons/one.md": lesson, "notes.txt": "from-a-file\n" },
  });
  expect(await run()).toMatchObject({ outcome: { kind: "done" } });
  expect(mock.requests.map(systemOf).join()).not.toMatch(/from-a-lesson|from-the-context-command|from-a-file/);
  expect(remote.files()).not.toContain("hook.txt");
  expect(remote.files()).not.toContain("context.txt");
});

it("grants only the declared tools", async () => {
  const { run, remote } = await gptmeFleet({ answers: [EDITS, COMPLETES], agent: "tools: [read]" });
  expect(await run()).toMatchObject({ outcome: { kind: "done" } });
  expect(remote.file("a.txt")).toBe("alpha\n");
});

describe("what gptme had written is on a rescue ref", () => {
  it.each([
    ["a refused key", { status: 401 }, "failed", "auth"],
    ["a rate limit", { status: 429, message: "Rate limit reached" }, "deferred", "rate_limit"],
    ["an error of the API that mentions 403", { status: 500, message: "see 403.log" }, "failed", "api_error"],
    ["an overloaded API", { status: 503 }, "deferred", "overloaded"],
    ["a prompt too long", { status: 400, message: "context_length_exceeded" }, "failed", "prompt_too_long"],
  ] as const)("what gptme had written is on a rescue ref after %s", async (_, answer, kind, cause) => {
    const { run, remote } = await gptmeFleet({ answers: [EDITS, answer] });
    const ended = (await run()) as Ended;
    expect(ended).toMatchObject({ outcome: { kind, cause }, publication: { kind: "rescued" } });
    expect(remote.rescued().map((ref) => remote.file("a.txt", ref))).toEqual(["beta\n"]);
  });

  it("what gptme had written is on a rescue ref after its last step, which is the last", async () => {
    const { run, mock } = await gptmeFleet({
      answers: [EDITS, LOOPS],
      backend: "steps: 4",
      fleet: "guards: [{ use: loop, off: true }, { use: no-progress, off: true }]",
    });
    expect(await run()).toMatchObject({
      outcome: { kind: "failed", cause: "max_turns", reason: "Stopped: reached max steps limit (4)" },
      publication: { kind: "rescued" },
    });
    expect(mock.requests).toHaveLength(4);
  });

  it("B24: what gptme had written is on a rescue ref when it was stopped because it made the same call for ever", async () => {
    const { run, mock } = await gptmeFleet({
      answers: [EDITS, LOOPS],
      fleet: "guards: [{ use: loop, limit: 4 }]",
    });
    expect(await run()).toMatchObject({
      outcome: { kind: "stopped", cause: "loop" },
      publication: { kind: "rescued" },
    });
    expect(mock.requests.length).toBeLessThan(20);
  });

  it("what gptme had written is on a rescue ref when it made the same call for ever by the API of its model", async () => {
    const loops = { text: "", calls: [{ name: "shell", arguments: { command: "echo loop" } }] };
    const { run, mock } = await gptmeFleet({ answers: [EDITS, loops], fleet: "guards: [{ use: loop, limit: 4 }]" });
    expect(await run()).toMatchObject({
      outcome: { kind: "stopped", cause: "loop" },
      publication: { kind: "rescued" },
    });
    expect(mock.requests.length).toBeLessThan(20);
  });

  it("B06: what gptme had written is on a rescue ref when it was stopped because its API never answered", async () => {
    const { run } = await gptmeFleet({
      answers: [EDITS, { text: "partial", stall: "midway" }],
      fleet: "guards: [{ use: silence, minutes: 1 }]",
    });
    expect(await run()).toMatchObject({
      outcome: { kind: "stopped", cause: "silence" },
      publication: { kind: "rescued" },
      result: { usage: { inputTokens: 1000 } },
    });
  });

  it("what gptme had written is on a rescue ref when the repository's own check refused it to the end", async () => {
    const { run } = await gptmeFleet({
      answers: [
        shell(
          "mkdir -p .gptme; printf '#!/bin/sh\\nexit 1\\n' > .gptme/verify-completion.sh; chmod +x .gptme/verify-completion.sh; sed -i s/alpha/beta/ a.txt",
        ),
        COMPLETES,
      ],
    });
    expect(await run()).toMatchObject({
      outcome: { kind: "failed", cause: "hook_stopped" },
      publication: { kind: "rescued" },
    });
  });
});

it("takes the word of an agent that stops without completing, and says so", async () => {
  const { run, remote } = await gptmeFleet({ answers: [EDITS, { text: "I have edited it." }] });
  const ended = (await run()) as Ended;
  expect(ended).toMatchObject({
    outcome: { kind: "progress" },
    result: { text: expect.stringContaining("It did not say that it was done") as string },
  });
  expect(remote.file("a.txt")).toBe("beta\n");
});
