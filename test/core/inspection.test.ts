import { execFileSync } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const DONE = finish({ stated: { item: "done", reason: "the report is written" } });
const report = (text: string) => new ScriptedBackend(write({ "report.md": text }), DONE);

describe("work whose session ended by itself", () => {
  it("is published when the owner's verification succeeds on it", async () => {
    const { session, remote } = await world({
      files: { "state/queue-manual.md": QUEUE },
      backend: report("good\n"),
      verify: ["true", "grep -q good report.md"],
    });
    expect(await session()).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    expect(await remote.read("report.md")).toBe("good\n");
  });

  it("is kept on a rescue ref when it fails, and the item's next session goes on from there", async () => {
    const { session, remote } = await world({
      files: { "state/queue-manual.md": QUEUE },
      backend: [report("bad\n"), report("good\n")],
      verify: ["grep -q good report.md || { echo there is nothing good in it; exit 3; }"],
    });
    const failed = await session();
    expect(failed).toMatchObject({
      outcome: {
        kind: "failed",
        cause: "verify",
        reason: expect.stringMatching(/ended with 3: there is nothing good/),
      },
      publication: { kind: "rescued", ref: `refs/midwatch/rescue/ann/${failed.id}/1` },
    });
    expect(await remote.read("report.md")).toBeUndefined();
    expect(await remote.read("state/queue-manual.md")).toBe(QUEUE);
    expect(await session()).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    expect(await remote.read("report.md")).toBe("good\n");
  });

  const numbered = (folder: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder}/${n}.md`, `${folder} ${n}\n`]));

  /** Besides those in `old` and `kept` there are the readme and the queue. */
  it.each([
    [50, 60, "published", "done"],
    [51, 60, "rescued", "failed"],
    [50, 40, "rescued", "failed"],
    [6, 4, "published", "done"],
    [7, 4, "rescued", "failed"],
    [4, 0, "published", "done"],
  ] as const)(
    "work whose session ended by itself that deletes %i files and leaves %i others is %s (G15, S6)",
    async (deleted, kept, publication, outcome) => {
      const backend = new ScriptedBackend(
        { type: "call", call: ({ cwd }) => rm(join(cwd, "old"), { recursive: true }) },
        DONE,
      );
      const files = { "state/queue-manual.md": QUEUE, ...numbered("old", deleted), ...numbered("kept", kept) };
      const { session, remote } = await world({ files, backend });
      expect(await session()).toMatchObject({ outcome: { kind: outcome }, publication: { kind: publication } });
      expect(await remote.files("old")).toHaveLength(publication === "published" ? 0 : deleted);
    },
  );

  it.each([
    [
      "all that there is, however little (S6)",
      "rm -rf README.md state",
      "it would delete all 2 files; that waits for a person",
    ],
    [
      "the content of more than half (S6)",
      "for file in old/*; do : > $file; done",
      "it would delete 9 of 11 files; more than half at once wait for a person",
    ],
  ])("work whose session ended by itself that deletes %s waits for a person", async (_, script, reason) => {
    const backend = new ScriptedBackend(
      { type: "call", call: ({ cwd }) => void execFileSync("bash", ["-ec", script], { cwd }) },
      DONE,
    );
    const files = { "state/queue-manual.md": QUEUE, ...(script.includes("old") && numbered("old", 9)) };
    const { session } = await world({ files, backend });
    expect((await session()).outcome).toEqual({ kind: "failed", cause: "deletions", reason });
  });

  it("may move all of its files (S6)", async () => {
    const backend = new ScriptedBackend(
      { type: "call", call: ({ cwd }) => rename(join(cwd, "old"), join(cwd, "new")) },
      DONE,
    );
    const files = { "state/queue-manual.md": QUEUE, ...numbered("old", 60) };
    const { session, remote } = await world({ files, backend });
    expect((await session()).outcome.kind).toBe("done");
    expect(await remote.files("new")).toHaveLength(60);
  });
});
