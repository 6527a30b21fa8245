import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { MidwatchError, messageOf } from "../../errors.ts";
import { Database } from "./database.ts";

/** Days for which a backup is kept. */
const KEPT = 7;
const BACKUP_NAME = /^ledger-(?<day>\d{4}-\d\d-\d\d)\.db$/;

/** A copy of the ledger, as it was when its day's first session was about to start. */
export interface Backup {
  readonly name: string;
  readonly path: string;
  readonly day: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Result of making the day's copy. */
export type Copying = { readonly kind: "there" | "made" } | { readonly kind: "failed"; readonly reason: string };

/** A copy of the ledger for each day: `<state>/backups/ledger-<day>.db`. */
export class Backups {
  private readonly folder: string;
  private readonly ledger: string;

  constructor(state: string) {
    this.folder = join(state, "backups");
    this.ledger = join(state, "ledger.db");
  }

  /** The newest first. */
  list(): Backup[] {
    return backupNames(this.folder)
      .flatMap((name) => {
        const day = BACKUP_NAME.exec(name)?.groups?.day;
        const path = join(this.folder, name);
        return day === undefined ? [] : [{ name, path, day, ...sizeAndTime(path) }];
      })
      .toSorted((a, b) => (a.day < b.day ? 1 : -1));
  }

  /**
   * Once a day, before anything is begun: all of the ledger is looked at, and a copy of it is kept. Throws when it is
   * damaged. Where only the copy cannot be made, the next start tries again.
   */
  daily(now: number): Copying {
    const day = new Date(now).toISOString().slice(0, 10);
    const path = join(this.folder, `ledger-${day}.db`);
    if (existsSync(path)) return { kind: "there" };
    const database = new Database(this.ledger, { readOnly: true });
    try {
      requireSound(database, this.ledger);
      // Before the first session there is nothing to lose.
      return database.row("SELECT 1 FROM session LIMIT 1") ? this.copy(database, path) : { kind: "there" };
    } finally {
      database.close();
    }
  }

  private copy(database: Database, path: string): Copying {
    const draft = `${path}.${process.pid}.draft`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      rmSync(draft, { force: true });
      database.rows("VACUUM INTO ?", draft);
      flush(draft);
      // Killed in between, there is the whole copy or none; two at once make the same one.
      renameSync(draft, path);
      flush(this.folder);
      this.dropOldest();
      return { kind: "made" };
    } catch (thrown) {
      if (existsSync(draft)) rmSync(draft);
      return { kind: "failed", reason: messageOf(thrown) };
    }
  }

  /** Removes the oldest backups, and drafts that killed processes have left. */
  private dropOldest(): void {
    for (const { path } of this.list().slice(KEPT)) rmSync(path, { force: true });
    for (const name of backupNames(this.folder).filter((each) => each.endsWith(".draft")))
      if (Date.now() - statSync(join(this.folder, name)).mtimeMs > BACKUP_INTERVAL_MS)
        rmSync(join(this.folder, name), { force: true });
  }
}

const BACKUP_INTERVAL_MS = 24 * 3_600_000;

/** Throws where a page of it is not as it was written: some damage would go unnoticed for weeks. */
export function requireSound(database: Database, file: string): void {
  const [first, ...others] = database.rows<{ quick_check: string }>("PRAGMA quick_check(5)");
  const pageSize = database.row<{ page_size: number }>("PRAGMA page_size")?.page_size ?? 1;
  // What is missing of the last page is read as nothing.
  if (statSync(file).size % pageSize !== 0) throw damaged(file, "it ends in the middle of a page");
  if (first?.quick_check === "ok" && others.length === 0) return;
  throw damaged(file, first?.quick_check.split("\n").at(-1) ?? "it cannot be read");
}

const damaged = (file: string, what: string) =>
  new MidwatchError(`${file} is damaged (${what}): midwatch restore shows the copies there are, and puts one back`);

export function flush(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function backupNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeAndTime(path: string): Pick<Backup, "size" | "at"> {
  const { size, mtimeMs } = statSync(path);
  return { size, at: Math.floor(mtimeMs) };
}
