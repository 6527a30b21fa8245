import { messageOf } from "../../../core/errors.ts";
import { counted } from "../../../core/text/wording.ts";
import { timeIn } from "../../../core/text/zone.ts";
import type { HandOver } from "../../connection/wire.ts";
import { findCandidates, type Look, only } from "../../fleet/candidates.ts";
import type { OpenFleet } from "../../fleet/open-fleet.ts";
import type { HandedBy, Landed } from "./landed.ts";

type Claiming = HandOver & { kind: "claim" };
type Releasing = HandOver & { kind: "release" };

const CONVERSATION_CHARS = 8;

/** Holder of a claim that a person made on another machine, in a conversation or outside of any. */
function holderOf({ machine: { person, name } }: HandedBy, session: string | undefined): string {
  const conversation = session === undefined ? "" : ` (conversation ${session.slice(0, CONVERSATION_CHARS)})`;
  return `${person}@${name}${conversation}`;
}

/** Holds an item for the person, for the time that is said. */
export async function claimFor(fleet: OpenFleet, by: HandedBy, { item, until, session }: Claiming): Promise<Landed> {
  const now = fleet.fleet.clock.now();
  const refused = (reason: string): Landed => ({ state: "refused", said: [`the claim of ${item}: ${reason}`] });
  if (until <= now) return refused("its time was over before it came here");
  const looks: Look[] = [];
  for (const name of fleet.agents.names)
    looks.push(await findCandidates(fleet, fleet.agents.get(name), { rule: "items" }));
  const found = meant(looks, item);
  if (typeof found === "string") return refused(found);
  const verdict = await fleet.fleet.ledger.hold(holderOf(by, session), found.workspace, found.item, { now, until });
  if (!verdict.ok) return refused(verdict.reason);
  const ends = session === undefined ? "" : ", or this conversation ends";
  const { zone } = fleet.fleet;
  return {
    state: "landed",
    said: [
      `${found.item.title} is yours until ${timeIn(zone, until).slice(0, 16)} (${zone}), or you release it${ends}`,
    ],
  };
}

function meant(looks: readonly Look[], item: string): ReturnType<typeof only> | string {
  try {
    return only(looks, item);
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** Ends the claim of an item, or all of a conversation's. */
export async function releaseFor(fleet: OpenFleet, by: HandedBy, { item, session }: Releasing): Promise<Landed> {
  const { ledger } = fleet.fleet;
  const workspaces = new Set(fleet.agents.names.map((name) => fleet.agents.get(name).workspace));
  const mine = holderOf(by, undefined);
  const isMeant = ({ holder, item: id }: { readonly holder: string; readonly item: string }) =>
    item === undefined ? holder === holderOf(by, session) : holder.startsWith(mine) && id.includes(item);
  const released = new Set<string>();
  for (const workspace of workspaces)
    for (const claim of await ledger.history.claims(workspace)) {
      if (claim.state !== "held" || !isMeant(claim)) continue;
      if (await ledger.release(workspace, { source: claim.source, id: claim.item }, mine)) released.add(claim.item);
    }
  if (released.size > 0) return { state: "landed", said: [`free again: ${[...released].join(", ")}`] };
  if (item === undefined) return { state: "landed", said: [] };
  return { state: "refused", said: [`you hold no item called ${item}: ${counted(0, "claim")} ended`] };
}
