import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { ItemFacts } from "../../src/core/contracts/item-history.ts";
import { NOW } from "../fixtures/ledgers.ts";
import { fleetOf, page, screenOf, screensOf } from "./screens.ts";

const NARROW = 60;

/** A bad night's fleet, in which t2 was passed over, and was given free once. */
function fleet(): string {
  const folder = fleetOf("bad");
  const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
  const sessions = db.prepare("SELECT id FROM session WHERE agent = 'strategist' ORDER BY id").all() as {
    id: string;
  }[];
  const passed = db.prepare(
    "INSERT INTO candidate VALUES (?, 0, 'workspace-tasks', 't2', 'Explain drawdown', 'r', 'tertiary', 0, ?, NULL)",
  );
  for (const { id } of sessions) passed.run(id, "the item before it was taken");
  db.prepare(
    "INSERT INTO wait VALUES ('desk', 'workspace-tasks', 't2', 'pr owner/repo#12 merged', ?, 0, 'pending', '')",
  ).run(NOW);
  db.prepare("UPDATE wait SET state = 'never', reason = 'it was closed'").run();
  db.prepare("INSERT INTO obligation VALUES ('quarantine:workspace-tasks:t2', 'owner', 'look at t2', ?, NULL)").run(
    NOW,
  );
  db.prepare("UPDATE obligation SET settled = 1 WHERE key LIKE 'quarantine:%'").run();
  db.prepare("UPDATE settled SET at = ?, \"by\" = 'ann'").run(NOW - 30 * 60_000);
  db.prepare("UPDATE item_change SET at = ? WHERE what = 'wait'").run(NOW - 20 * 60_000);
  db.close();
  return folder;
}

describe("items show", () => {
  it("tells an item's sessions, claims, waits, who passed it over and who settled what, on 60 columns as well", async () => {
    const { text, widest } = await screensOf(["items", "show", "t2", "--fleet", fleet()]);
    expect(widest).toBeLessThanOrEqual(NARROW);
    await expect(text).toMatchFileSnapshot(page("items-show"));
  });

  it("says once how a claim stands, also where its reason says it as well", async () => {
    const folder = fleet();
    const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
    db.prepare("UPDATE claim SET state = 'done', attempts = 0, reason = 'done: it is written' WHERE item = 't2'").run();
    db.close();
    expect(await screenOf(["items", "show", "t2", "--fleet", folder])).toMatch(/^Now {4}done: it is written$/m);
  });

  it("says how much of a long history it leaves out, and the command that tells it", async () => {
    const folder = fleetOf("bad");
    expect(await screenOf(["items", "show", "t1", "--fleet", folder])).not.toContain("earlier");
    const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
    const change = db.prepare(
      "INSERT INTO item_change VALUES (NULL, 'desk', 'workspace-tasks', 't1', ?, 'claim', 'held', 'ann', NULL, '')",
    );
    for (let n = 0; n < 10; n++) change.run(NOW + n);
    db.close();
    expect(await screenOf(["items", "show", "t1", "--fleet", folder])).toContain(
      "4 earlier events: midwatch items show t1 --all",
    );
    const all = await screenOf(["items", "show", "t1", "--all", "--fleet", folder]);
    expect(all.match(/^20\d\d-/gm)).toHaveLength(24);
  });

  it("tells programs everything", async () => {
    const facts = JSON.parse(await screenOf(["items", "show", "t2", "--json", "--fleet", fleet()])) as ItemFacts[];
    expect(facts).toMatchObject([
      {
        item: { id: "t2", title: "Explain drawdown", workspace: "desk" },
        claim: { state: "quarantined", attempts: 3 },
        waits: [{ state: "never" }],
        sessions: [{ outcome: { kind: "crashed" }, charged: 100_000 }, {}],
        passedOver: [{ agent: "strategist", sessions: 4 }],
        settled: [{ by: "ann" }],
      },
    ]);
  });

  it("finds an item by a part of its title", async () => {
    expect(await screenOf(["items", "show", "very long TITLE", "--fleet", fleetOf("bad")])).toMatch(/^t20, of/m);
  });

  it.each([
    ["t2x", /no session has heard of an item "t2x" \(did you mean t20\?\); midwatch sessions lists/],
    ["deploy", /"deploy" could be t1\d \(Deploy page \d\) or .*: write the whole id/],
  ])("answers to %s with what may be meant", async (text, answer) => {
    await expect(screenOf(["items", "show", text, "--fleet", fleetOf("bad")])).rejects.toThrow(answer);
  });

  it("refuses a second word after an agent, and says what shows an item", async () => {
    await expect(screenOf(["items", "trader", "t1", "--fleet", fleetOf("bad")])).rejects.toThrow(
      /one word too many: "t1"; an item's history is midwatch items show t1/,
    );
  });
});
