import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import { messageOf } from "../errors.ts";
import { whileFree } from "./agent-lock.ts";

/** Keeps the work in a clone that is still there, or leaves the clone for a person. */
interface Salvager {
  rescueLater(record: SessionRecord): Promise<unknown>;
  leaveForPerson(record: SessionRecord, why: string): Promise<unknown>;
}

/**
 * Clears away clones that are left of ended sessions: the process that ended them was killed before it could. Leaves
 * those alone that a person is asked to look at. The caller holds the lock of `own`, where one is given.
 */
export async function clearLeftClones(fleet: Fleet, salvager: Salvager, own?: string): Promise<void> {
  for (const record of await leftSessions(fleet)) {
    const clear = async () => {
      const reason = await salvager.rescueLater(record).then(() => undefined, messageOf);
      if (reason !== undefined) await salvager.leaveForPerson(record, reason);
    };
    if (record.agent === own) await clear();
    else await whileFree(fleet.locks, record.agent, clear);
  }
}

async function leftSessions({ folders, ledger }: Fleet): Promise<readonly SessionRecord[]> {
  const clones = await folders.withClone();
  if (clones.length === 0) return [];
  const owed = await ledger.history.obligations();
  const unasked = clones.filter((session) => !owed.some(({ key }) => key.includes(session)));
  const found = await Promise.all(unasked.map(async (session) => (await ledger.history.find(session))[0]));
  return found.flatMap((record) => (record?.outcome ? [record] : []));
}
