import { existsSync } from "node:fs";
import { join } from "node:path";
import type { History } from "../../core/contracts/history.ts";
import { MidwatchError } from "../../core/errors.ts";
import { CHECK, sentenceOfMistakes } from "../../core/health/mistakes.ts";
import { Database } from "../../core/host/ledger/database.ts";
import { SqliteHistory } from "../../core/host/ledger/history.ts";
import type { SqliteLedger } from "../../core/host/ledger/sqlite-ledger.ts";
import { STATE_FOLDER } from "../../fleet-folder.ts";
import { mistakesIn } from "./mistakes-in.ts";

const ledgerOf = (folder: string) => join(folder, STATE_FOLDER, "ledger.db");

/** True when anything has happened in a fleet yet. */
export const hasHistory = (folder: string): boolean => existsSync(ledgerOf(folder));

/** Asks the history of a fleet, without putting it together: fast, and harmless while others work. */
export async function withHistory<T>(folder: string, ask: (history: History) => Promise<T>): Promise<T> {
  if (!hasHistory(folder)) throw new MidwatchError(`${folder}: ${await withoutLedger(folder)}`);
  const database = new Database(ledgerOf(folder), { readOnly: true });
  try {
    return await ask(new SqliteHistory(database));
  } finally {
    database.close();
  }
}

/** The same of a fleet in which nothing has happened yet. */
export async function withoutHistory<T>(ask: (history: History) => Promise<T>): Promise<T> {
  const database = new Database(":memory:");
  try {
    return await ask(new SqliteHistory(database));
  } finally {
    database.close();
  }
}

/** The ledger of a fleet that cannot be put together, to write down why. */
export async function withLedger<T>(folder: string, write: (ledger: SqliteLedger) => Promise<T>): Promise<T> {
  const made = await import("../../core/host/ledger/sqlite-ledger.ts");
  const ledger = new made.SqliteLedger(new Database(ledgerOf(folder)));
  try {
    return await write(ledger);
  } finally {
    ledger.close();
  }
}

async function withoutLedger(folder: string): Promise<string> {
  if (existsSync(join(folder, STATE_FOLDER, "sessions")))
    return "sessions have run here, and their ledger is gone: midwatch restore puts a backup in its place";
  const { problems } = await mistakesIn(folder, false);
  if (problems.length === 0) return 'no session has run here yet; start one with "midwatch tick"';
  return `no session has run here yet, and ${sentenceOfMistakes(problems)}: ${CHECK}`;
}
