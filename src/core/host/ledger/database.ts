import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { MidwatchError } from "../../errors.ts";
import { CREATE, SCHEMA } from "./schema.ts";

const BUSY_MS = 10_000;

type Values = readonly SQLInputValue[];

/** A SQLite file, every write of it on the disk before it is acknowledged. */
export class Database {
  private readonly db: DatabaseSync;

  constructor(file: string, { readOnly = false } = {}) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.db = new DatabaseSync(file, { timeout: BUSY_MS, readOnly });
    if (readOnly) return;
    this.db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    this.transaction(() => this.migrate(file));
  }

  /** All of it, or nothing. Takes the write lock first: a read that turns into a write would be refused. */
  transaction<T>(work: () => T): T {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.db.exec("COMMIT");
      return result;
    } catch (thrown) {
      this.db.exec("ROLLBACK");
      throw thrown;
    }
  }

  /** How many rows it changed. */
  write(sql: string, ...values: Values): number {
    return Number(this.db.prepare(sql).run(...values).changes);
  }

  /** A row by its columns' names. */
  insert(table: string, row: Readonly<Record<string, SQLInputValue>>, verb = "INSERT"): void {
    const names = Object.keys(row).map((name) => `"${name}"`);
    const marks = names.map(() => "?");
    this.write(`${verb} INTO ${table} (${names.join(", ")}) VALUES (${marks.join(", ")})`, ...Object.values(row));
  }

  rows<Row>(sql: string, ...values: Values): Row[] {
    return this.db.prepare(sql).all(...values) as Row[];
  }

  row<Row>(sql: string, ...values: Values): Row | undefined {
    return this.db.prepare(sql).get(...values) as Row | undefined;
  }

  close(): void {
    this.db.close();
  }

  private migrate(file: string): void {
    const made = this.row("SELECT 1 FROM sqlite_schema WHERE name = 'meta'");
    if (!made) {
      this.db.exec(CREATE);
      return;
    }
    const { value } = this.row<{ value: number }>("SELECT value FROM meta WHERE name = 'schema'") ?? { value: 0 };
    if (value > SCHEMA)
      throw new MidwatchError(
        `${file} was written by a later midwatch (schema ${value}; this one knows ${SCHEMA}): upgrade`,
      );
  }
}
