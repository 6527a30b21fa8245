import { rm } from "node:fs/promises";
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

  it.each([
    [50, "published", "done"],
    [51, "rescued", "failed"],
  ] as const)("that deletes %i files is %s (G15)", async (deleted, publication, outcome) => {
    const many = Object.fromEntries(Array.from({ length: deleted }, (_, n) => [`old/${n}.md`, `${n}\n`]));
    const backend = new ScriptedBackend(
      { type: "call", call: ({ cwd }) => rm(join(cwd, "old"), { recursive: true }) },
      DONE,
    );
    const { session, remote } = await world({ files: { "state/queue-manual.md": QUEUE, ...many }, backend });
    expect(await session()).toMatchObject({ outcome: { kind: outcome }, publication: { kind: publication } });
    expect(await remote.files("old")).toHaveLength(publication === "published" ? 0 : deleted);
  });
});
