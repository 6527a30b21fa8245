import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { MidwatchError, messageOf } from "../../errors.ts";
import { CREATE, MIGRATIONS, SCHEMA } from "./schema.ts";

const BUSY_MS = 10_000;
const RESTORE = "midwatch restore puts a backup in its place; or move its folder aside, and keep it, to start afresh";

type Values = readonly SQLInputValue[];

/** So many prepared statements are kept: more than there are questions, and no more than a list in one of them may cost. */
const MOST_PREPARED = 500;

/** Stands beside no sessions. */
const IN_MEMORY = ":memory:";

/** A SQLite file, every write of it on the disk before it is acknowledged. */
export class Database {
  private readonly db: DatabaseSync;
  private readonly file: string;
  /** To prepare a statement takes longer than to run it. */
  private readonly prepared = new Map<string, StatementSync>();

  constructor(file: string, { readOnly = false } = {}) {
    if (!readOnly) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.file = file;
    this.db = this.asked(() => new DatabaseSync(file, { timeout: BUSY_MS, readOnly }));
    if (readOnly) this.check();
    else this.prepare();
  }

  /** All of it, or nothing. Takes the write lock first: a read that turns into a write would be refused. */
  transaction<T>(work: () => T): T {
    this.asked(() => this.db.exec("BEGIN IMMEDIATE"));
    try {
      const result = work();
      this.asked(() => this.db.exec("COMMIT"));
      return result;
    } catch (thrown) {
      // SQLite has done it already where the disk was full.
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      throw thrown;
    }
  }

  /** Runs a statement and returns the number of rows it changed. */
  write(sql: string, ...values: Values): number {
    return this.asked(() => Number(this.statement(sql).run(...values).changes));
  }

  /** A row by its columns' names. */
  insert(table: string, row: Readonly<Record<string, SQLInputValue>>, verb = "INSERT"): void {
    const names = Object.keys(row).map((name) => `"${name}"`);
    const marks = names.map(() => "?");
    this.write(`${verb} INTO ${table} (${names.join(", ")}) VALUES (${marks.join(", ")})`, ...Object.values(row));
  }

  rows<Row>(sql: string, ...values: Values): Row[] {
    return this.asked(() => this.statement(sql).all(...values) as Row[]);
  }

  row<Row>(sql: string, ...values: Values): Row | undefined {
    return this.asked(() => this.statement(sql).get(...values) as Row | undefined);
  }

  close(): void {
    this.db.close();
  }

  private statement(sql: string): StatementSync {
    const known = this.prepared.get(sql);
    if (known) return known;
    const made = this.db.prepare(sql);
    if (this.prepared.size >= MOST_PREPARED) this.prepared.clear();
    this.prepared.set(sql, made);
    return made;
  }

  private prepare(): void {
    this.asked(() => this.db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
    this.transaction(() => {
      if (!this.isMade()) return this.make();
      this.migrate();
      this.check();
    });
  }

  /** Not where sessions have run before: with nothing remembered of them, duties would be done and money spent again. */
  private make(): void {
    if (this.file !== IN_MEMORY && existsSync(join(dirname(this.file), "sessions")))
      throw new MidwatchError(`${this.file} is empty, although sessions have run here: ${RESTORE}`);
    this.db.exec(CREATE);
  }

  /** Step by step from an earlier schema; one that no step leads on from is left as it is, for `check` to refuse. */
  private migrate(): void {
    for (let at = this.schema(); MIGRATIONS.has(at); at = this.schema()) {
      this.db.exec(MIGRATIONS.get(at) ?? "");
      this.write("UPDATE meta SET value = ? WHERE name = 'schema'", at + 1);
    }
  }

  private schema(): number {
    return this.row<{ value: number }>("SELECT value FROM meta WHERE name = 'schema'")?.value ?? 0;
  }

  private isMade(): boolean {
    return this.row("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") !== undefined;
  }

  /**
   * Throws when the ledger is empty or of another schema, for readers too: another midwatch's rows may mean something
   * else.
   */
  private check(): void {
    if (!this.isMade()) throw new MidwatchError(`${this.file} is empty: ${EMPTY}`);
    const value = this.schema();
    if (MIGRATIONS.has(value))
      throw new MidwatchError(
        `${this.file} was written by an earlier midwatch (schema ${value}; this one writes ${SCHEMA}): any command that writes brings it up to date, e.g. midwatch recover`,
      );
    if (value < SCHEMA)
      throw new MidwatchError(
        `${this.file} was written by a midwatch before its first release (schema ${value}; this one writes ${SCHEMA}), and cannot be carried over: ${ANEW}`,
      );
    if (value > SCHEMA)
      throw new MidwatchError(
        `${this.file} was written by a later midwatch (schema ${value}; this one knows ${SCHEMA}): upgrade`,
      );
  }

  /** A damaged or unreachable file is for a person to mend; every other failure is a bug of ours. */
  private asked<T>(ask: () => T): T {
    try {
      return ask();
    } catch (thrown) {
      const what = UNUSABLE.get(Number((thrown as { errcode?: number }).errcode) & PRIMARY_CODE);
      throw what === undefined ? thrown : new MidwatchError(`${this.file} ${what} (${messageOf(thrown)})`);
    }
  }
}

const ANEW =
  "move the .midwatch folder aside to start afresh, and keep it: what sessions left on other branches is in its repos alone";
const EMPTY = "no session has run here yet; or, if there were any, midwatch restore puts a backup in its place";
const MEND = `: midwatch restore shows the backups there are, and puts one in its place; or ${ANEW}`;

/** SQLite's result codes, without what an extended one adds: https://sqlite.org/rescode.html */
const PRIMARY_CODE = 0xff;
const UNUSABLE: ReadonlyMap<number, string> = new Map([
  [5, "has been locked by another process for too long: try again"],
  [8, "cannot be written: is its folder yours?"],
  [10, "cannot be read or written: look at the disk"],
  [11, `is damaged${MEND}`],
  [13, "cannot grow: the disk is full"],
  [14, "cannot be opened: is its folder yours?"],
  [26, `is damaged${MEND}`],
]);
