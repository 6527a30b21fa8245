import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { fleetOf, screenOf } from "./screens.ts";

const CRASHED = "t2";

/** A bad night's fleet, in which the quarantined item was stopped by a deadline, and five others by the same. */
function fleet(): { folder: string; claims: () => readonly string[] } {
  const folder = fleetOf("bad");
  const db = new DatabaseSync(join(folder, ".midwatch", "ledger.db"));
  onTestFinished(() => db.close());
  const outcome = '{"kind":"stopped","cause":"deadline","reason":"out of time"}';
  db.prepare("UPDATE session SET outcome = ? WHERE item ->> 'id' IN ('t2', 't10', 't11', 't12', 't13')").run(outcome);
  const claims = () =>
    db
      .prepare("SELECT item FROM claim ORDER BY item")
      .all()
      .map(({ item }) => String(item));
  return { folder, claims };
}

describe("retry --cause", () => {
  it("frees every item whose last session ended so, the quarantined one too, and says which", async () => {
    const { folder, claims } = fleet();
    expect(claims()).toEqual(["t10", "t11", "t12", "t13", CRASHED]);
    const said = await screenOf(["retry", "--cause", "deadline", "--fleet", folder]);
    expect(said).toMatch(/^t2 +trader +1000001e +quarantined +Explain drawdown: out of time$/m);
    expect(said).toContain("5 items may be taken again: midwatch plan shows when their agents run next.");
    expect(claims()).toEqual([]);
  });

  it("changes nothing when it is only to show which", async () => {
    const { folder, claims } = fleet();
    const said = await screenOf(["retry", "--cause", "deadline", "--dry-run", "--fleet", folder]);
    expect(said).toContain("Nothing was changed: 5 items would be free to be taken again.");
    expect(claims()).toHaveLength(5);
    const told = await screenOf(["retry", "--cause", "deadline", "--dry-run", "--json", "--fleet", folder]);
    expect(JSON.parse(told)).toMatchObject({ cause: "deadline", released: false, duties: [] });
  });

  it("asks nobody on a terminal about one item, and names it", async () => {
    const { folder } = fleet();
    expect(await screenOf(["retry", "--cause", "api_error", "--fleet", folder], 60)).toContain(
      "1 item may be taken again",
    );
  });

  it("tells of duties how they are run again: the time of each is over", async () => {
    const folder = fleetOf("fortnight");
    const said = await screenOf(["retry", "--cause", "api_error", "--dry-run", "--fleet", folder]);
    expect(said).toMatch(/\d+ duties ended by api_error, .*: midwatch run strategist --duty, /);
  });

  it.each([
    [["--cause", "deadlin"], /did you mean deadline\?\); there are: deadline \(5 items\), api_error \(1 item\)/],
    [["1000001e", "--cause", "deadline"], /one of them at a time/],
    [["1000001e", "--dry-run"], /--dry-run and --yes are for --cause/],
    [[], /missing argument: a session's id, or --cause/],
  ])("answers to %j with what would be right", async (words, answer) => {
    await expect(screenOf(["retry", ...words, "--fleet", fleet().folder])).rejects.toThrow(answer);
  });
});
