import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glanceAt } from "../../../src/cli/views/glance.ts";
import type { EndingGroup } from "../../../src/core/contracts/night-history.ts";
import { Database } from "../../../src/core/host/ledger/database.ts";
import { SqliteHistory } from "../../../src/core/host/ledger/history.ts";
import type { Night } from "../../../src/core/night/night.ts";
import { nightOf } from "../../../src/core/night/record.ts";
import { reportText } from "../../../src/core/night/text.ts";
import { moneyOf } from "../../../src/core/night/totals.ts";
import { fleetWith, NOW } from "../../fixtures/ledgers.ts";
import { manySessions } from "../../fixtures/many-sessions.ts";

const COUNT = 120_000;
const DAY = 24 * 3_600_000;
const FORTNIGHT = { from: NOW - 14 * DAY, to: NOW, zone: "UTC", agents: [], isAlive: () => true };

/** Rows that an answer may be made of, however many sessions it is about. */
const MOST_ROWS = 12_000;

let folder = "";
let rowsRead = 0;

class CountedDatabase extends Database {
  override rows<Row>(
    sql: string,
    ...values: Parameters<Database["rows"]> extends [string, ...infer V] ? V : never
  ): Row[] {
    const found = super.rows<Row>(sql, ...values);
    rowsRead += found.length;
    return found;
  }
}

const ledgerFile = () => join(folder, ".midwatch", "ledger.db");

async function asked<T>(ask: (history: SqliteHistory) => Promise<T>): Promise<T> {
  const database = new CountedDatabase(ledgerFile(), { readOnly: true });
  try {
    rowsRead = 0;
    return await ask(new SqliteHistory(database));
  } finally {
    database.close();
  }
}

const night = (from = FORTNIGHT.from) => asked((history) => nightOf(history, { ...FORTNIGHT, from }));

/** Counts of the ledger, in as few words as SQL has for them. */
function counted(condition: string, from = FORTNIGHT.from): number {
  const db = new DatabaseSync(ledgerFile(), { readOnly: true });
  const sql = `SELECT count(*) AS n FROM session JOIN reservation ON session = id WHERE ended BETWEEN ? AND ? AND ${condition}`;
  const row = db.prepare(sql).get(from, NOW);
  db.close();
  return Number(row?.n);
}

const sessionsIn = (groups: readonly EndingGroup[]) => groups.reduce((sum, { sessions }) => sum + sessions, 0);
const listedIn = ({ lists }: Night) => Object.fromEntries(Object.entries(lists).map(([name, { all }]) => [name, all]));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-exact-"));
  fleetWith(folder, [], (db) => manySessions(db, COUNT));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the report of a fortnight of many sessions", () => {
  it("counts as the ledger does, whatever it tells one by one", async () => {
    const found = await night();
    expect(found.endings.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(counted("true"));
    expect(sessionsIn(found.failures)).toBe(counted("fence % 7 = 0"));
    expect(sessionsIn(found.fruitless)).toBe(counted("fence % 7 AND (fence % 11 = 0 OR fence % 13 = 0)"));
    expect(listedIn(found)).toEqual({
      fruitful: counted("fence % 7 AND fence % 11 AND fence % 13"),
      "off-branch": counted("fence % 17 = 0"),
      assumed: counted("fence % 1000 = 3"),
      learned: 0,
    });
    expect(found.dues.reduce((sum, { dues }) => sum + dues, 0)).toBe(counted("fence % 100 = 1"));
  });

  it("says of each group how many items and reasons it has, and tells the latest", async () => {
    const [group] = (await night()).failures;
    const of = `agent = '${group?.agent}' AND fence % 7 = 0`;
    const db = new DatabaseSync(ledgerFile(), { readOnly: true });
    const sql = `SELECT count(DISTINCT item ->> 'id') AS items, count(DISTINCT outcome ->> 'reason') AS reasons,
      min(ended) AS first, max(ended) AS last, max(id) AS session FROM session WHERE ended >= ? AND ${of}`;
    expect(group).toMatchObject({ ...db.prepare(sql).get(FORTNIGHT.from), kind: "failed", cause: "api_error" });
    db.close();
  });

  it("reads no more rows than it tells of", async () => {
    await night();
    expect(rowsRead).toBeLessThan(MOST_ROWS);
    expect(counted("true")).toBeGreaterThan(MOST_ROWS);
  });

  it("leaves no list without a count of the rest, and the command that lists it", async () => {
    const found = await night();
    const more = [...reportText(found).matchAll(/^- and (?<left>\d+) more: (?<command>midwatch .*)$/gm)];
    const shown = 8;
    expect(more.map(({ groups }) => [Number(groups?.left), groups?.command])).toEqual(
      expect.arrayContaining([
        [found.lists.fruitful.all - shown, 'midwatch sessions --outcome done progress --since "2026-11-16 08:00"'],
        [found.lists.assumed.all - shown, 'midwatch report --all --since "2026-11-16 08:00"'],
      ]),
    );
  });

  it("has the figures of the morning screen, of the same span", async () => {
    const glance = await asked((history) => glanceAt(folder, history, NOW));
    const found = await night(NOW - DAY + 1);
    expect(found.failures).toEqual(glance.failures);
    expect(found.endings).toEqual(glance.endings);
    expect(moneyOf(found.spending)).toEqual({ micros: glance.money.micros, guesses: glance.money.guesses });
    expect(found.offBranch).toBe(glance.offBranch);
  });
});
