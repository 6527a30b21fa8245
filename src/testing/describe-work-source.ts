import { describe, expect, it } from "vitest";
import { ITEM_STATES } from "../core/contracts/work.ts";
import type { AgentDefinition, ItemReport, WorkItem, WorkSource } from "../index.ts";
import { memoryView } from "./memory-view.ts";

/** Parts that the suite needs of a source: how to make one, and workspaces it finds work in. */
export interface WorkSourceCase {
  /** A new one for each test. */
  readonly make: () => WorkSource;
  /** A workspace, by path, in which it has at least one ready candidate. */
  readonly files: Readonly<Record<string, string>>;
  /** Epoch milliseconds at which it is asked. */
  readonly now?: number;
}

/** For what hangs: many times what a busy machine takes. */
const PATIENCE_MS = 300_000;

type Files = Readonly<Record<string, string>>;

const AGENT: AgentDefinition = {
  name: "tester",
  description: "tests sources",
  instructions: "",
  workspace: "main",
  backend: { use: "none" },
  work: ["any"],
  limits: { minutes: 1 },
  folder: "/",
};
const REPORTS: readonly ItemReport[] = [...ITEM_STATES, "no-effect" as const].map((state) => ({
  state,
  reason: `it is ${state}: "quoted", # marked,\nand on two lines`,
}));

/** Contract suite for sources of work. A new one calls this, and is done when it is green. */
export function describeWorkSource(name: string, { make, files, now = 1_763_900_000_000 }: WorkSourceCase): void {
  const offered = (source: WorkSource, workspace: Files = files) =>
    source.candidates({ view: memoryView(workspace), agent: AGENT, now }, AbortSignal.timeout(PATIENCE_MS));
  const record = (source: WorkSource, item: WorkItem, report: ItemReport, workspace: Files) =>
    source.record?.(item, report, { view: memoryView(workspace), now }) ?? Promise.resolve([]);
  const items = async (source: WorkSource): Promise<WorkItem[]> =>
    (await offered(source)).map((one) => ({ ...one, source: source.name, tier: source.tier, rev: "1" }));

  describe(`work source contract: ${name}`, () => {
    it("offers something ready in a workspace that has work", async () => {
      expect((await offered(make())).map(({ state }) => state)).toContain("ready");
    });

    it("offers the same twice, in the same order", async () => {
      expect(await offered(make())).toEqual(await offered(make()));
    });

    it("gives every candidate an id of its own, and a title of one line", async () => {
      const candidates = await offered(make());
      expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
      for (const { id, title } of candidates) expect(id !== "" && title !== "" && !title.includes("\n")).toBe(true);
    });

    it("says of everything that is not ready why", async () => {
      for (const { state, reason } of await offered(make())) expect(state === "ready" || reason !== "").toBe(true);
    });

    it("has nothing on offer in an empty workspace, and does not throw", async () => {
      expect(await offered(make(), {})).toEqual([]);
    });

    it.each(REPORTS)("records $state idempotently: twice gives the same text as once", async (report) => {
      const source = make();
      for (const item of await items(source)) {
        const once = withEdits(files, await record(source, item, report, files));
        expect(withEdits(once, await record(source, item, report, once))).toEqual(once);
      }
    });

    it("records the same from a new instance: nothing of it is kept in memory", async () => {
      for (const item of await items(make()))
        for (const report of REPORTS)
          expect(await record(make(), item, report, files)).toEqual(await record(make(), item, report, files));
    });

    it("changes nothing for an item that is no longer there", async () => {
      const [item] = await items(make());
      const gone = { ...item, id: "nobody-has-this", title: "Nobody has this" } as WorkItem;
      for (const report of REPORTS) {
        expect(await record(make(), gone, report, files)).toEqual([]);
        if (item) expect(await record(make(), item, report, {})).toEqual([]);
      }
    });

    it("answers with no edit that changes nothing", async () => {
      const source = make();
      for (const item of await items(source))
        for (const report of REPORTS)
          for (const { path, content } of await record(source, item, report, files))
            expect(content).not.toBe(files[path]);
    });
  });
}

const withEdits = (files: Files, edits: readonly { readonly path: string; readonly content: string }[]): Files => ({
  ...files,
  ...Object.fromEntries(edits.map(({ path, content }) => [path, content])),
});
