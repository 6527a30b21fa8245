import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MidwatchError } from "../../errors.ts";
import { heldLocks } from "../held-locks.ts";
import { usersOf } from "../open-files.ts";
import { type Backup, flush, requireSound } from "./backups.ts";
import { Database } from "./database.ts";

const PARTS = ["ledger.db", "ledger.db-wal", "ledger.db-shm"];

/** Backup that was put back, and sessions that are not in it. */
export interface Restored {
  readonly backup: Backup;
  /** Path that the earlier file was moved to. */
  readonly aside: string | undefined;
  /** Sessions that have left a folder, and are not in the backup. */
  readonly unknown: readonly string[];
}

/** Throws, in a sentence, while another process works with the ledger: its writes would be lost. */
function requireIdle(state: string): void {
  const [lock] = heldLocks(join(state, "locks"));
  if (lock) throw new MidwatchError(`${lock.name} is held (process ${lock.holder.pid}): ${ENDING}`);
  const file = join(state, "ledger.db");
  const users = existsSync(file) ? usersOf([file]).get(file) : undefined;
  const others = [...(users?.holders ?? []), ...(users?.waiting ?? [])].filter((pid) => pid !== process.pid);
  if (others.length > 0) throw new MidwatchError(`the ledger is open in process ${others.join(", ")}: ${ENDING}`);
}

const ENDING = "end what runs in this fleet (midwatch stop --all, and its watch), then try again";

/**
 * Puts a backup in the place of the ledger. It is prepared beside it, whole and checked, and moved there last: a
 * process that is killed in between leaves both. Later events are not in it: no agent starts before a person has
 * looked.
 */
export function restoreLedger(state: string, backup: Backup, { now, owner }: { now: number; owner: string }): Restored {
  requireIdle(state);
  const draft = join(state, `ledger.restored-${process.pid}`);
  rmSync(draft, { force: true });
  copyFileSync(backup.path, draft);
  const unknown = prepare(draft, state, { backup, now, owner });
  flush(draft);
  const aside = moveAside(state, now);
  renameSync(draft, join(state, "ledger.db"));
  flush(state);
  return { backup, aside, unknown };
}

interface Restoring {
  readonly backup: Backup;
  readonly now: number;
  readonly owner: string;
}

/** Another epoch: its dues up to now are over, and all agents are stopped. Answers with the sessions it does not know. */
function prepare(draft: string, state: string, { backup, now, owner }: Restoring): string[] {
  const database = new Database(draft);
  try {
    requireSound(database, backup.path);
    const known = new Set(database.rows<{ id: string }>("SELECT id FROM session").map(({ id }) => id));
    const unknown = sessionsIn(state).filter((id) => !known.has(id));
    const reason = `the ledger was restored from ${backup.name}: sessions that are not in it: ${unknown.length}; look at what they did, then midwatch start --all`;
    database.transaction(() => {
      database.write("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
      database.write("UPDATE cursor SET upto = max(upto, ?)", now);
      database.write("UPDATE due SET state = 'skipped', reason = ? WHERE state = 'pending'", reason);
      database.insert("stop", { scope: "*", owner, reason, at: now }, "INSERT OR REPLACE");
    });
    database.rows("PRAGMA journal_mode = DELETE");
    return unknown;
  } finally {
    database.close();
  }
}

function moveAside(state: string, now: number): string | undefined {
  const there = PARTS.filter((name) => existsSync(join(state, name)));
  if (there.length === 0) return undefined;
  const aside = join(state, "damaged", new Date(now).toISOString().replaceAll(":", "-"));
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const name of there) renameSync(join(state, name), join(aside, name));
  flush(aside);
  return aside;
}

function sessionsIn(state: string): string[] {
  try {
    return readdirSync(join(state, "sessions")).toSorted();
  } catch {
    return [];
  }
}
