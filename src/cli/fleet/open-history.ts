import { existsSync } from "node:fs";
import { join } from "node:path";
import type { History } from "../../core/contracts/history.ts";
import { MidwatchError } from "../../core/errors.ts";
import { Database } from "../../core/host/ledger/database.ts";
import { SqliteHistory } from "../../core/host/ledger/history.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";

const ledgerOf = (folder: string) => join(folder, STATE_FOLDER, "ledger.db");

/** Whether anything has happened in a fleet yet. */
export const hasHistory = (folder: string): boolean => existsSync(ledgerOf(folder));

/** What has happened in a fleet, without putting it together: fast, and harmless while others work. */
export async function withHistory<T>(folder: string, ask: (history: History) => Promise<T>): Promise<T> {
  if (!hasHistory(folder)) throw new MidwatchError(`${folder}: ${withoutLedger(folder)}`);
  const database = new Database(ledgerOf(folder), { readOnly: true });
  try {
    return await ask(new SqliteHistory(database));
  } finally {
    database.close();
  }
}

const withoutLedger = (folder: string) =>
  existsSync(join(folder, STATE_FOLDER, "sessions"))
    ? "sessions have run here, and their ledger is gone: midwatch restore puts a backup in its place"
    : 'no session has run here yet; start one with "midwatch tick"';
