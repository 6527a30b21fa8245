import { describe, expect, it } from "vitest";
import { Clone, SATURDAY } from "./programs.ts";

const DUTY = { source: "duty" } as const;
const MINUTE = 60_000;
const DIGEST = "digests/2026-11-21-212951.md";

const task = (title: string) => ({ source: "workspace-tasks", title }) as const;

/** A clone in which the Trader has had a session, with the books kept as midwatch keeps them. */
async function traded(): Promise<Clone> {
  const clone = new Clone();
  const { result } = await clone.run("trader", DUTY);
  clone.commit("Trader", "Report | the signals");
  clone.write("journal/2026-11-21/212951-trader-0193abcd.md", `- Outcome: done: ${result?.reason}\n`);
  clone.commit("midwatch", "Keep the books");
  return clone;
}

describe("the Content agent's digest", () => {
  it("counts what git says", async () => {
    const clone = await traded();
    expect((await clone.run("content", DUTY)).result).toMatchObject({
      item: "done",
      reason: expect.stringMatching(
        /^So far, 3 commits by 3 authors touched \d+ files; 2 sessions \(2 done\), 1 new report\.$/,
      ),
    });
  });

  it("writes one file, named after the session's start", async () => {
    const clone = await traded();
    await clone.run("content", DUTY);
    expect(clone.changed()).toEqual([DIGEST]);
  });

  it("tells each session with how it ended", async () => {
    const clone = await traded();
    await clone.run("content", DUTY);
    expect(clone.read(DIGEST)).toContain(
      "| [2026-11-21 21:29](../journal/2026-11-21/212951-trader-0193abcd.md) | trader | done: 2 long, 1 flat and 1 short",
    );
  });

  it("tells each new report with its numbers", async () => {
    const clone = await traded();
    await clone.run("content", DUTY);
    expect(clone.read(DIGEST)).toContain(
      "- [Signals, 2026-11-21 21:29:51 UTC](../reports/signals/2026-11-21-212951.md): 2 long, 1 flat and 1 short of 4",
    );
  });

  it("goes on where the last one ended", async () => {
    const clone = await traded();
    await clone.run("content", DUTY);
    clone.commit("Content", "Digest");
    clone.write("notes.md", "# A note\n");
    clone.commit("Owner", "Note");
    expect((await clone.run("content", DUTY, SATURDAY + MINUTE)).result?.reason).toBe(
      "Since the digest of 2026-11-21 21:29:51 UTC, 2 commits by 2 authors touched 2 files; 0 sessions, 0 new reports.",
    );
  });

  it("is not written about its own bookkeeping", async () => {
    const clone = await traded();
    await clone.run("content", DUTY);
    clone.write("journal/2026-11-21/212951-content-0193abcd.md", "- Outcome: done\n");
    clone.commit("Content", "Digest");
    const { result } = await clone.run("content", DUTY, SATURDAY + MINUTE);
    expect([result, clone.changed()]).toMatchObject([
      {
        item: "done",
        reason: "Nothing has happened since the digest of 2026-11-21 21:29:51 UTC, so there is no new one.",
      },
      [],
    ]);
  });

  it("takes in everything when the commit it ended at is gone", async () => {
    const clone = await traded();
    clone.write(
      "digests/2026-11-20-120000.md",
      "# Digest of yesterday\n\n_Covers the history up to commit `0123456789ab`._\n",
    );
    clone.commit("Content", "Digest");
    expect((await clone.run("content", DUTY)).result?.reason).toMatch(/^Since the digest of yesterday, 4 commits/);
  });

  it("fails with a sentence where there is no git repository", async () => {
    const clone = new Clone();
    clone.remove(".git");
    const ended = await clone.run("content", DUTY);
    expect([ended.code, ended.events.at(-1)]).toEqual([
      1,
      {
        type: "message",
        text: expect.stringMatching(/^The program failed: git log failed: fatal: not a git repository/),
      },
    ]);
  });
});

describe("the Content agent's tasks", () => {
  it("review a month with the numbers of the prices", async () => {
    const clone = new Clone();
    await clone.run("content", task("Month in review: 2026-10"));
    expect(clone.read("docs/reviews/2026-10.md")).toContain("| BRINE | 103.00 | 85.28 | -17.2% | 84.71 | 101.55 |");
  });

  it.each([
    ["Quarter in review: 2026-Q3", "docs/reviews/2026-Q3.md", "# Quarter 3 of 2026 in review"],
    ["Week in review: 2026-W46", "docs/reviews/2026-W46.md", "# Week 46 of 2026 in review"],
    [
      "Explainer: Max drawdown with DRIFT",
      "docs/explainers/max-drawdown-drift.md",
      "# Max drawdown, worked out with DRIFT",
    ],
    ["Explainer: SMA20 with BRINE", "docs/explainers/sma20-brine.md", "# SMA20, worked out with BRINE"],
    ["Explainer: Volatility with COBLE", "docs/explainers/volatility-coble.md", "# Volatility, worked out with COBLE"],
    ["Glossary entry: drawdown", "docs/glossary.md", "# Glossary"],
  ])("write %s", async (title, path, heading) => {
    const clone = new Clone();
    await clone.run("content", task(title));
    expect([clone.changed(), clone.read(path).split("\n")[0]]).toEqual([[path], heading]);
  });

  it("work an indicator out step by step", async () => {
    const clone = new Clone();
    await clone.run("content", task("Explainer: RSI14 with ALDER"));
    expect(clone.read("docs/explainers/rsi14-alder.md")).toContain(
      "losses (13 × 0.1493 + 0.0000) / 14 = **0.1386**.\n3. RSI = 100 - 100 / (1 + 0.2596 / 0.1386) = **65.2**.",
    );
  });

  it("put a term where it belongs in the glossary, and keep the others", async () => {
    const clone = new Clone();
    clone.write("docs/glossary.md", "# Words\n\nOurs.\n\n## Beta\n\nMoves alike.\n\n## Zero\n\nNothing.\n");
    await clone.run("content", task("Glossary entry: Hit rate"));
    expect(clone.read("docs/glossary.md")).toMatch(
      /^# Words\n\nOurs.\n\n## Beta\n\nMoves alike.\n\n## Hit rate\n\n[^#]+\n\n## Zero\n\nNothing.\n$/,
    );
  });

  it("replace a term that is there already", async () => {
    const clone = new Clone();
    await clone.run("content", task("Glossary entry: Volume"));
    const once = clone.read("docs/glossary.md");
    await clone.run("content", task("Glossary entry: Volume"));
    expect(clone.read("docs/glossary.md")).toBe(once);
  });

  it("take the title from the task's text when the item has none", async () => {
    const clone = new Clone();
    const body = "---\nstate: todo\n---\n# Month in review: 2026-10\n";
    await clone.run("content", { source: "workspace-tasks", title: "month-in-review-2026-10", body });
    expect(clone.changed()).toEqual(["docs/reviews/2026-10.md"]);
  });

  it.each([
    ["Name the fee table", "blocked", "its author must give it a title such as"],
    [
      "Glossary entry: Gamma squeeze",
      "blocked",
      "does not know what “Gamma squeeze” means: a person must write that entry",
    ],
    ["Explainer: Astrology with ALDER", "blocked", "has no explainer of “Astrology”: a person must write it"],
    ["Explainer: SMA20 with NOVA", "not-viable", "There is no symbol NOVA in the prices"],
    ["Month in review: 2031-01", "not-viable", "The prices have no day in January 2031"],
    ["Month in review: 2026-13", "not-viable", "“2026-13” is no month, quarter or week"],
  ])("are refused with a reason: %s", async (title, item, reason) => {
    const clone = new Clone();
    const { result } = await clone.run("content", task(title));
    expect([result?.item, result?.reason, clone.changed()]).toEqual([item, expect.stringContaining(reason), []]);
  });
});
