import type { Fleet } from "../contracts/fleet.ts";
import type { Backups } from "../host/ledger/backups.ts";

const KEY = "backup";

/**
 * Checks the whole ledger at the day's first start, and keeps a copy. Where there can be none, the owner is told until
 * there is one.
 */
export async function keepDailyBackup(
  { ledger, clock }: Pick<Fleet, "ledger" | "clock">,
  backups: Backups,
): Promise<void> {
  const now = clock.now();
  const copied = backups.daily(now);
  if (copied.kind === "made") await ledger.fulfil(KEY);
  if (copied.kind !== "failed") return;
  const action = `there is no copy of the ledger of today (${copied.reason}): make room in .midwatch/backups; the next start tries again`;
  // A full disk takes no word of it either; the disk's own check says so.
  await ledger.oblige({ key: KEY, owner: "owner", action, at: now }).catch(() => undefined);
}
