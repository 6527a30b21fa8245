import { describe, expect, it } from "vitest";
import type { FileEdit, WorkSource } from "../../src/core/contracts/work.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { world } from "./world.ts";

const HOUR = 3_600_000;

/** One item, which stands in a file until its end is recorded there. */
const listed = (record: NonNullable<WorkSource["record"]>): WorkSource => ({
  name: "list",
  tier: "primary",
  candidates: async ({ view }) =>
    (await view.read("list.md"))?.includes("struck") ? [] : [{ id: "a", title: "Write it", state: "ready" as const }],
  record,
});

const STRUCK: readonly FileEdit[] = [{ path: "list.md", content: "a: struck\n" }];

async function worldWith(record: NonNullable<WorkSource["record"]>) {
  const works = (n: number) =>
    new ScriptedBackend(
      write({ [`report-${n}.md`]: "It is well.\n" }),
      finish({ stated: { item: "done", reason: "written" } }),
    );
  const made = await world({
    files: { "list.md": "a\n", "state/queue-manual.md": `# Work Queue\n\n## Planned Next\n\n${entries(6)}` },
    agents: { ann: { work: ["list"] }, bob: { work: ["work-queue"] } },
    backend: Array.from({ length: 7 }, (_, n) => works(n)),
    sources: [listed(record)],
  });
  const owed = async () => (await made.fleet.ledger.history.obligations()).map(({ action }) => action);
  return { ...made, owed };
}

const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => `${n + 1}. **Write report ${n + 1}**\n   - Status: READY\n`).join("\n");

/** What a source may do instead of recording. */
const BROKEN: readonly (readonly [what: string, record: NonNullable<WorkSource["record"]>])[] = [
  ["rejects", () => Promise.reject(new Error("the list is locked"))],
  [
    "throws",
    () => {
      throw new Error("the list is locked");
    },
  ],
  ["answers with an edit that git refuses", async () => [{ path: "state", content: "a folder stands here" }]],
];

describe("a source that cannot record how an item ended", () => {
  it.for(BROKEN)("keeps no work off the branch: one that %s (S4)", async ([, record]) => {
    const { session, remote, events, clock, owed } = await worldWith(record);
    const first = await session();
    expect([first.outcome.kind, first.publication.kind]).toEqual(["done", "published"]);
    expect(await remote.read("report-0.md")).toBe("It is well.\n");
    expect(await remote.read("state/queue-manual.md")).toContain("Planned Next");
    const troubles = events.filter(({ type, session: of }) => type === "trouble" && of === first.id);
    expect(troubles).toMatchObject([{ data: { doing: "recording the end of Write it, which is tried again" } }]);
    expect(await owed()).toEqual([]);
    for (let n = 0; n < 2; n++) {
      clock.advance(7 * HOUR);
      expect((await session({ agent: "bob" })).publication.kind).toBe("published");
    }
    expect(await owed()).toEqual([
      expect.stringMatching(
        `^the end of Write it, in its source's own file, of session ${first.id} is not on the remote: .*midwatch recover ${first.id.slice(-8)}$`,
      ),
    ]);
  });

  it("is asked again, and what it was owed for is settled when it has recorded it (S4)", async () => {
    let isLocked = true;
    const { session, remote, fleet, clock, owed } = await worldWith(async () => {
      if (isLocked) throw new Error("the list is locked");
      return STRUCK;
    });
    const first = await session();
    for (let n = 0; n < 2; n++) {
      clock.advance(7 * HOUR);
      await session({ agent: "bob" });
    }
    expect(await owed()).toHaveLength(1);
    isLocked = false;
    clock.advance(7 * HOUR);
    await session({ agent: "bob" });
    expect(await remote.read("list.md")).toBe("a: struck\n");
    expect(await owed()).toEqual([]);
    expect(await fleet.ledger.history.unconfirmed("main")).toEqual([]);
    expect((await fleet.ledger.history.find(first.id))[0]?.publication).toMatchObject({ kind: "published" });
  });
});
