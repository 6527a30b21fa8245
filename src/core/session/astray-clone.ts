import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Publication } from "../contracts/outcome.ts";

/** Asks the owner about a session whose clone is not where it was: its work cannot be found from here. */
export async function askForClone({ folders, ledger, clock }: Fleet, { id }: SessionRecord): Promise<Publication> {
  const clone = folders.clone(folders.path(id));
  const action = `find out what session ${id} wrote: its clone is not at ${clone} any more, and nothing of it was kept`;
  await ledger.oblige({ key: `astray:${id}`, owner: "owner", action, at: clock.now() });
  return { kind: "none", reason: "its clone is not there; what it wrote is not known" };
}
