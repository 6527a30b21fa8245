import type { Ledger } from "../contracts/ledger.ts";
import { failuresInARow, PERSISTENT } from "./backoff.ts";

/** Tells the owner, once, of an agent whose sessions fail one after the other; takes it back when one does not. */
export async function noteFailures(ledger: Ledger, agent: string, at: number): Promise<void> {
  const sessions = await ledger.history.sessions({ agent, limit: 2 * PERSISTENT });
  const failures = failuresInARow(sessions);
  const key = `failing:${agent}`;
  if (failures === 0) await ledger.fulfil(key);
  if (failures < PERSISTENT) return;
  const reason = sessions[0]?.outcome?.reason ?? "";
  const action = `look at ${agent}: its last ${failures} sessions in a row failed, the last one: ${reason}`;
  await ledger.oblige({ key, owner: "owner", action, at });
}
