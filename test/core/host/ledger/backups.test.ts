import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { Backups } from "../../../../src/core/host/ledger/backups.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { restoreLedger } from "../../../../src/core/host/ledger/restore.ts";

const DAY = 24 * 3_600_000;
const NOW = Date.parse("2026-11-29T06:00:00Z");
const PAGE = 4096;

let state: string;
let file: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "midwatch-backups-"));
  onTestFinished(() => rmSync(state, { recursive: true }));
  file = join(state, "ledger.db");
  change((db) => session(db, "s1"));
});

/** Folded into one file afterwards, so that what is done to that counts. */
function change(work: (db: Database) => void): void {
  const db = new Database(file);
  work(db);
  db.close();
}

function session(db: Database, id: string): void {
  const about = {
    agent: id,
    workspace: "desk",
    backend: "command",
    fence: 1,
    phase: "status",
    started: 1,
    process: "{}",
  };
  db.insert("session", { id, ...about });
}

const ids = (path = file) => {
  const db = new Database(path, { readOnly: true });
  const rows = db.rows<{ id: string }>("SELECT id FROM session ORDER BY id");
  db.close();
  return rows.map(({ id }) => id);
};

const daily = (now = NOW) => new Backups(state).daily(now).kind;
const days = () => new Backups(state).list().map(({ day }) => day);

/** Rows enough for pages of their own, and random bytes in one of them. */
function damage(at: "in the middle" | "at its end"): void {
  change((db) => {
    db.transaction(() => {
      for (let n = 0; n < 2000; n++) session(db, `filling ${n} ${"x".repeat(200)}`);
    });
  });
  const { size } = statSync(file);
  if (at === "at its end") truncateSync(file, size - 1);
  else overwrite(Math.floor(size / PAGE / 2) * PAGE);
}

function overwrite(from: number): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Buffer.alloc(PAGE, 0xa5), 0, PAGE, from);
}

describe("a copy of the ledger", () => {
  it("is kept at the day's first start, and once", () => {
    expect([daily(), daily(), daily(NOW + DAY)]).toEqual(["made", "there", "made"]);
    expect(days()).toEqual(["2026-11-30", "2026-11-29"]);
    expect(ids(join(state, "backups/ledger-2026-11-29.db"))).toEqual(["s1"]);
  });

  it("is kept for seven days, and what a killed writer has left for one", () => {
    for (let day = 0; day < 10; day++) daily(NOW + day * DAY);
    expect(days()).toHaveLength(7);
    expect(readdirSync(join(state, "backups")).every((name) => /^ledger-.*\.db$/.test(name))).toBe(true);
  });

  it("is not made before there is anything to lose", () => {
    change((db) => {
      db.write("DELETE FROM session");
    });
    expect([daily(), days()]).toEqual(["there", []]);
  });

  it("a copy of the ledger that cannot be made keeps nobody from starting, and leaves nothing half made", () => {
    writeFileSync(join(state, "backups"), "in the way");
    expect(new Backups(state).daily(NOW)).toMatchObject({ kind: "failed", reason: expect.any(String) });
    rmSync(join(state, "backups"));
    expect(daily()).toBe("made");
  });

  it.for(["in the middle", "at its end"] as const)(
    "is not made of one that is damaged %s, and who starts is told (S18)",
    (at) => {
      damage(at);
      expect(() => daily()).toThrow(/ledger\.db is damaged.*: midwatch restore shows/);
      expect(days()).toEqual([]);
    },
  );
});

describe("a backup that is put back (S18)", () => {
  const restore = () => {
    const [backup] = new Backups(state).list();
    return restoreLedger(state, backup!, { now: NOW + DAY, owner: "ann" });
  };

  it("is the ledger, and the damaged file is kept aside", () => {
    daily();
    change((db) => session(db, "s2"));
    damage("in the middle");
    const { aside } = restore();
    expect(ids()).toEqual(["s1"]);
    expect(statSync(join(aside!, "ledger.db")).size).toBeGreaterThan(PAGE);
    expect(readdirSync(state).filter((name) => name.startsWith("ledger.restored"))).toEqual([]);
  });

  it("begins another epoch, in which nothing is due from before and nobody starts unasked", () => {
    change((db) => {
      db.insert("cursor", { agent: "ann", rule: "daily", upto: 1 });
      const due = {
        id: "d",
        rule: "daily",
        agent: "ann",
        from: 1,
        to: 1,
        until: 2,
        duty: 1,
        state: "pending",
        reason: "",
      };
      db.insert("due", due);
    });
    daily();
    restore();
    const db = new Database(file);
    expect(db.row("SELECT value FROM meta WHERE name = 'epoch'")).toEqual({ value: 2 });
    expect(db.row("SELECT upto FROM cursor")).toEqual({ upto: NOW + DAY });
    expect(db.row("SELECT state FROM due")).toEqual({ state: "skipped" });
    expect(db.row("SELECT scope FROM stop")).toEqual({ scope: "*" });
    db.close();
  });

  it("says which sessions it does not know", () => {
    daily();
    for (const id of ["s1", "s2", "s3"]) mkdirSync(join(state, "sessions", id), { recursive: true });
    expect(restore().unknown).toEqual(["s2", "s3"]);
  });

  it("takes the place of a ledger that is gone", () => {
    daily();
    rmSync(file);
    restore();
    expect(ids()).toEqual(["s1"]);
  });

  it("is not put back when it is damaged itself, and what is there stays", () => {
    damage("in the middle");
    mkdirSync(join(state, "backups"));
    writeFileSync(join(state, "backups/ledger-2026-11-29.db"), readFileSync(file));
    const before = readFileSync(file);
    expect(restore).toThrow(/is damaged/);
    expect(readFileSync(file)).toEqual(before);
    expect(existsSync(join(state, "damaged"))).toBe(false);
  });
});
